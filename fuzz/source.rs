//! Feeds bytes to the reader of Lean files: whatever they are, it ends without a
//! panic. The tests drive the same function with mutated files.

#[path = "../tests/suite/lean_source/read.rs"]
mod read;

fn main() {
    afl::fuzz!(|bytes: &[u8]| {
        read::read(bytes);
    });
}
