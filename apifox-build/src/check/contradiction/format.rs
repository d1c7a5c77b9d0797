//! Validates the well-defined formats of strings. Any string matches an unknown format.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Whether a string matches a format; `true` for unknown formats.
pub(super) fn is_of(format: &str, text: &str) -> bool {
    match format {
        "date-time" => is_date_time(text),
        "date" => is_date(text),
        "uuid" => is_uuid(text),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "email" => is_email(text),
        "uri" => is_uri(text),
        _ => true,
    }
}

/// RFC 3339, `full-date`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=last).contains(&day)
}

/// RFC 3339, `date-time`: with `T`, `t` or a blank between, and an offset from UTC.
fn is_date_time(text: &str) -> bool {
    let Some((date, rest)) = text.split_at_checked(10) else {
        return false;
    };
    let Some(time) = rest.strip_prefix(['T', 't', ' ']) else {
        return false;
    };
    is_date(date) && is_time(time)
}

fn is_time(text: &str) -> bool {
    let Some((clock, rest)) = text.split_at_checked(8) else {
        return false;
    };
    let parts: Vec<&str> = clock.split(':').collect();
    let [hour, minute, second] = parts.as_slice() else {
        return false;
    };
    let within = |part: &str, most: u32| digits(part, 2).is_some_and(|number| number <= most);
    let offset = match rest.strip_prefix('.') {
        Some(fraction) => {
            let offset = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if offset.len() == fraction.len() {
                return false;
            }
            offset
        }
        None => rest,
    };
    let is_offset = match offset
        .strip_prefix(['+', '-'])
        .and_then(|offset| offset.split_once(':'))
    {
        Some((hours, minutes)) => within(hours, 23) && within(minutes, 59),
        None => matches!(offset, "Z" | "z"),
    };
    within(hour, 23) && within(minute, 59) && within(second, 60) && is_offset
}

fn digits(text: &str, count: usize) -> Option<u32> {
    let is_so = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    is_so.then(|| text.parse().ok()).flatten()
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

/// Checks the minimum only, since RFC 5321 allows nearly anything.
fn is_email(text: &str) -> bool {
    text.rsplit_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains(char::is_whitespace))
}

/// RFC 3986: a scheme, and no blanks.
fn is_uri(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_match_their_formats() {
        for (format, good, bad) in [
            ("date", "2024-02-29", "2023-02-29"),
            ("date", "2024-12-31", "31.12.2024"),
            ("date-time", "2024-02-29T23:59:60.5+01:00", "2024-02-29T23:59:59"),
            ("date-time", "2024-02-29t00:00:00z", "2024-02-29"),
            ("uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567"),
            ("ipv4", "127.0.0.1", "127.0.0.256"),
            ("ipv6", "::1", "1::2::3"),
            ("email", "a@b", "a.b.c"),
            ("uri", "urn:a", "/notes"),
            ("colour", "red", ""),
        ] {
            assert!(is_of(format, good), "{format} {good}");
            assert_eq!(is_of(format, bad), format == "colour", "{format} {bad}");
        }
    }
}
