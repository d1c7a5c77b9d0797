//! What the hand-written layer adds to generated answers: one file a resource.

mod balance;
