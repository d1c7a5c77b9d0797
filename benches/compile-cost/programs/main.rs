//! The code for the document, and a program that calls all of it.
include!(env!("COMPILED_CODE"));
