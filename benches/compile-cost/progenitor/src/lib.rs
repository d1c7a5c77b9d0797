//! Progenitor's code for the document.
include!(env!("COMPILED_CODE"));
