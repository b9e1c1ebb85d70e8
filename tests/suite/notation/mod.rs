//! What is printed parses back to itself, what is malformed is an error at its place, and no text, however mutated or deep, makes the reader panic.

mod depth;
mod errors;
mod mutated;
mod printed;
