//! Types for the formats `date` and `time`, as a user writes them for a crate whose types do not
//! implement `FromStr`.

use std::fmt;
use std::str::FromStr;

use toml_datetime::{Date, Datetime, Time};

/// A day, without a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Day(pub Date);

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hour(pub Time);

impl FromStr for Day {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            Ok(Datetime {
                date: Some(date),
                time: None,
                offset: None,
            }) => Ok(Self(date)),
            _ => Err("not a date"),
        }
    }
}

impl FromStr for Hour {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            Ok(Datetime {
                date: None,
                time: Some(time),
                offset: None,
            }) => Ok(Self(time)),
            _ => Err("not a time"),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Hour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
