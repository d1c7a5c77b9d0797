//! A client for the parcel service, generated from the pages in `spec/`.

include!(concat!(env!("OUT_DIR"), "/parcels.rs"));
