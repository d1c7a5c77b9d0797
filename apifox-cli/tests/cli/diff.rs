//! What `apifox diff` prints, and its exit codes.

mod ci;
mod program;
