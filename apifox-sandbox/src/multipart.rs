//! Splits multipart bodies (RFC 7578).

use memchr::memmem;

/// A part of a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part<'b> {
    pub(crate) name: String,
    pub(crate) media_type: Option<String>,
    pub(crate) is_file: bool,
    pub(crate) content: &'b [u8],
}

/// Splits a body into its parts. `content_type` gives the boundary.
///
/// # Errors
///
/// The body breaks RFC 2046, section 5.1.1, or RFC 7578.
pub(crate) fn parts<'b>(body: &'b [u8], content_type: &str) -> Result<Vec<Part<'b>>, String> {
    let boundary = parameter(content_type, "boundary").filter(|text| !text.is_empty());
    let boundary = boundary.ok_or("the media type has no `boundary`")?;
    let delimiter = format!("--{boundary}");
    let Some(first) = memmem::find(body, delimiter.as_bytes()) else {
        return Err(format!("the boundary `{delimiter}` is missing"));
    };
    let between = format!("\r\n{delimiter}");
    let mut rest = &body[first + delimiter.len()..];
    let mut all = Vec::new();
    while !rest.starts_with(b"--") {
        let begin = rest
            .strip_prefix(b"\r\n")
            .ok_or("a boundary is not at the end of its line")?;
        let end = memmem::find(begin, between.as_bytes()).ok_or("its last boundary is missing")?;
        all.push(part(&begin[..end])?);
        rest = &begin[end + between.len()..];
    }
    Ok(all)
}

fn part(bytes: &[u8]) -> Result<Part<'_>, String> {
    let (head, content) = match memmem::find(bytes, b"\r\n\r\n") {
        Some(end) => (&bytes[..end], &bytes[end + 4..]),
        None => (bytes, &bytes[bytes.len()..]),
    };
    let head = String::from_utf8_lossy(head);
    let header = |sought: &str| {
        let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
        let found = lines.find(|(name, _)| name.trim().eq_ignore_ascii_case(sought));
        found.map(|(_, value)| value.trim().to_owned())
    };
    let disposition = header("content-disposition").ok_or("a part has no `Content-Disposition`")?;
    Ok(Part {
        name: parameter(&disposition, "name").ok_or("a part has no `name`")?,
        media_type: header("content-type"),
        is_file: parameter(&disposition, "filename").is_some() || parameter(&disposition, "filename*").is_some(),
        content,
    })
}

/// Returns a parameter of a header value, without quotes.
fn parameter(value: &str, sought: &str) -> Option<String> {
    let mut rest = value.split_once(';')?.1;
    loop {
        let (name, value) = rest.split_once('=')?;
        let value = value.trim_start();
        let (text, after) = if let Some(quoted) = value.strip_prefix('"') {
            unquoted(quoted)
        } else {
            let (text, after) = value.split_once(';').unwrap_or((value, ""));
            (text.trim().to_owned(), after)
        };
        if name.trim().eq_ignore_ascii_case(sought) {
            return Some(text);
        }
        rest = after.trim_start().strip_prefix(';').unwrap_or(after);
    }
}

/// Reads up to the closing quote. Browsers write `"` in a name as `%22` (WHATWG HTML, "Multipart
/// form data"), others write `\"`.
fn unquoted(text: &str) -> (String, &str) {
    let mut unquoted = String::new();
    let mut chars = text.char_indices();
    while let Some((index, char)) = chars.next() {
        match char {
            '"' => return (unquoted, &text[index + 1..]),
            '\\' if text[index + 1..].starts_with(['"', '\\']) => unquoted.extend(chars.next().map(|(_, char)| char)),
            other => unquoted.push(other),
        }
    }
    (unquoted, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_names_types_and_bytes() {
        let body = b"ignored\r\n--b\r\nContent-Disposition: form-data; name=\"a;\\\"b\"; filename=x\r\ncontent-type: image/png\r\n\r\n\r\n--\xff\r\n--b\r\nContent-Disposition: form-data; name=c\r\n\r\n\r\n--b--\r\n";
        let found = parts(body, "multipart/form-data; charset=utf-8; boundary=\"b\"").expect("it is sound");
        let all: Vec<_> = found
            .iter()
            .map(|part| {
                (
                    part.name.as_str(),
                    part.media_type.as_deref(),
                    part.is_file,
                    part.content,
                )
            })
            .collect();
        assert_eq!(
            all,
            [
                ("a;\"b", Some("image/png"), true, &b"\r\n--\xff"[..]),
                ("c", None, false, &b""[..])
            ]
        );
    }

    #[test]
    fn an_invalid_multipart_body_is_refused() {
        for (body, media_type, why) in [
            (&b"--b--"[..], "multipart/form-data", "boundary"),
            (b"x", "multipart/form-data; boundary=b", "missing"),
            (b"--bx", "multipart/form-data; boundary=b", "end of its line"),
            (b"--b\r\nx", "multipart/form-data; boundary=b", "last boundary"),
            (
                b"--b\r\n\r\n\r\nx\r\n--b--",
                "multipart/form-data; boundary=b",
                "Content-Disposition",
            ),
        ] {
            let error = parts(body, media_type).expect_err("it is not sound");
            assert!(error.contains(why), "{error}");
        }
    }
}
