//! Our code of the document.
include!(env!("COMPILED_CODE"));
