//! Makes strings for schemas.

use std::fmt::Write as _;

/// Draws a number below its argument.
pub(crate) type Draw<'d> = dyn FnMut(usize) -> usize + 'd;

/// The greatest length of a string, in bytes or characters, even if a page asks for more.
pub(crate) const LONGEST: usize = 100_000;

/// Makes a string of a format that OpenAPI or JSON Schema defines, in each of its usual spellings,
/// the most usual first. Returns nothing for other formats.
pub(crate) fn of_format(format: &str, draw: &mut Draw<'_>) -> Vec<String> {
    let (day, month) = (1 + draw(28), 1 + draw(12));
    let (hour, minute, second) = (draw(24), draw(60), draw(60));
    let date = format!("2025-{month:02}-{day:02}");
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    let spelled = |start: &str| -> Vec<String> {
        // The zones that patterns of documents mention most.
        let ends = [
            ("", "Z"),
            (".000", "Z"),
            (".000000", "Z"),
            ("", "+00:00"),
            (".000", "+00:00"),
            (".000000", "+00:00"),
            ("", "+08:00"),
            (".000", "+08:00"),
        ];
        let each = ends.map(|(fraction, zone)| format!("{start}{time}{fraction}{zone}"));
        each.into()
    };
    let one = match format {
        "date-time" => return spelled(&format!("{date}T")),
        "time" => return spelled(""),
        "date" => date,
        "duration" => format!("PT{}M", 1 + draw(59)),
        "uuid" => {
            let lower = uuid(draw);
            let upper = lower.to_uppercase();
            return vec![lower, upper];
        }
        "email" | "idn-email" => format!("someone{}@example.com", draw(1000)),
        "hostname" | "idn-hostname" => format!("host{}.example.com", draw(1000)),
        "uri" | "url" | "iri" | "uri-reference" | "iri-reference" => format!("https://example.com/{}", draw(1000)),
        "uri-template" => format!("https://example.com/{}/{{id}}", draw(1000)),
        "ipv4" => format!("192.0.2.{}", 1 + draw(254)),
        "ipv6" => format!("2001:db8::{:x}", 1 + draw(0xfffe)),
        "byte" => ["c2FuZGJveA==", "ZXhhbXBsZQ==", "dmFsdWU="][draw(3)].to_owned(),
        "json-pointer" => format!("/{}", draw(1000)),
        "relative-json-pointer" => format!("1/{}", draw(1000)),
        "regex" => "^[a-z]+$".to_owned(),
        _ => return Vec::new(),
    };
    vec![one]
}

/// RFC 9562, section 5.4.
fn uuid(draw: &mut Draw<'_>) -> String {
    let mut hex = String::new();
    while hex.len() < 32 {
        let _ = write!(hex, "{:x}", draw(16)); // cannot fail: it writes to memory
    }
    let variant = ['8', '9', 'a', 'b'][draw(4)];
    format!(
        "{}-{}-4{}-{variant}{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..]
    )
}

/// Makes a string from the name of its property, with a length in characters.
pub(crate) fn named(name: &str, least: usize, most: usize, draw: &mut Draw<'_>) -> String {
    let mut text = format!("{name} {}", draw(1000));
    while text.chars().count() < least.min(LONGEST) {
        text.push('x');
    }
    text.chars().take(most).collect()
}
