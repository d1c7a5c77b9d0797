//! Compares this crate with independent sources.

mod currencies;
mod money_properties;
mod provenance;
