//! Parses HTTP dates (RFC 9110, section 5.6.7). There are three formats: two
//! are obsolete, but recipients must accept all.

use std::time::{Duration, SystemTime};

const MONTHS: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDec";

/// Parses a date from 1970 on. The day of the week is not checked.
pub(super) fn read(text: &str) -> Option<SystemTime> {
    let mut words = [""; 8];
    let mut count = 0;
    for word in text.split([' ', '-', ',', ':']).filter(|word| !word.is_empty()) {
        *words.get_mut(count)? = word;
        count += 1;
    }
    let (year, month, numbers) = match words[..count] {
        // `Sun, 06 Nov 1994 08:49:37 GMT` and `Sunday, 06-Nov-94 08:49:37 GMT`
        [_, day, month, year, hour, minute, second, "GMT"]
        // `Sun Nov  6 08:49:37 1994`
        | [_, month, day, hour, minute, second, year] => (year, month, [day, hour, minute, second]),
        _ => return None,
    };
    let [day, hour, minute, second] = numbers.map(|number| number.parse::<u64>().unwrap_or(u64::MAX));
    let month = (1..)
        .zip(MONTHS.chunks(3))
        .find(|(_, name)| *name == month.as_bytes())?
        .0;
    let year = match (year.len(), year.parse::<u64>().ok()?) {
        (2, short @ ..70) => 2000 + short,
        (2, short) => 1900 + short,
        (4, whole @ 1970..) => whole,
        _ => return None,
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        2 => 28 + u64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    // A leap second is 60.
    if !(1..=longest).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = days(year, month, day);
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(((days * 24 + hour) * 60 + minute) * 60 + second))
}

/// Returns the days since 1970, in the Gregorian calendar. Years are counted
/// from March, so that the leap day is the last day.
fn days(year: u64, month: u64, day: u64) -> u64 {
    let year = year - u64::from(month < 3);
    let before = (153 * ((month + 9) % 12) + 2) / 5;
    year * 365 + year / 4 - year / 100 + year / 400 + before + day - 719_469
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_five_centuries_is_read_in_each_format_as_a_library_reads_it() {
        for day in 0..180_000_u64 {
            let then = SystemTime::UNIX_EPOCH + Duration::from_secs(day * 86_400 + day * 7919 % 86_400);
            let text = httpdate::fmt_http_date(then);
            assert_eq!(read(&text), Some(then), "{text}");
            let [name, date, month, year, time, _] = text.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{text}");
            };
            let name = name.trim_end_matches(',');
            assert_eq!(
                read(&format!("{name} {month} {date} {time} {year}")),
                Some(then),
                "{text}"
            );
            if (1970..2070).contains(&year.parse::<u32>().expect("a year")) {
                let short = format!("{name}day, {date}-{month}-{} {time} GMT", &year[2..]);
                assert_eq!(read(&short), Some(then), "{short}");
            }
        }
    }

    #[test]
    fn an_invalid_date_is_none() {
        for text in [
            "",
            "soon",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 31 Nov 1994 08:49:37 GMT",
            "Sun, 29 Feb 2100 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:60:37 GMT",
            "Sun, 06 Nov 1969 08:49:37 GMT",
            "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
            "Sun, 99999999999999999999 Nov 1994 08:49:37 GMT",
            "Sun, é6 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
