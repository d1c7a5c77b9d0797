//! What others know, and what this crate says of it.

mod currencies;
mod money_properties;
mod provenance;
