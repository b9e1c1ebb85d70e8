//! Feeds bytes to the reader of Lean files: whatever they are, it ends without a
//! panic. The tests drive the same function with mutated files.
#![no_main]

#[path = "../../tests/lean_source/read.rs"]
mod read;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read::read(bytes);
});
