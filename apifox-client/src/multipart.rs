//! Bodies of several parts: `multipart/form-data` (RFC 7578).

use std::borrow::Cow;
use std::fmt::{self, Display};

use bytes::{BufMut, Bytes, BytesMut};

/// A form of several parts, texts and files, in the order in which they were added.
///
/// ```
/// use apifox_client::Multipart;
///
/// let form = Multipart::new()
///     .text("title", "Receipt")
///     .file("scan", "receipt.pdf", "application/pdf", &b"%PDF-1.7"[..]);
/// ```
///
/// `Debug` shows the names of the parts, not what is in them.
#[derive(Clone, Default)]
#[must_use = "a form does nothing until it is sent"]
pub struct Multipart {
    parts: Vec<Part>,
}

#[derive(Clone)]
struct Part {
    name: String,
    /// File name and media type, of a file.
    file: Option<(String, String)>,
    content: Bytes,
}

impl Multipart {
    /// A form without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text.
    pub fn text(mut self, name: impl Into<String>, value: impl Display) -> Self {
        self.parts.push(Part {
            name: name.into(),
            file: None,
            content: value.to_string().into(),
        });
        self
    }

    /// Adds a file: the name under which it is sent, its media type, and its content.
    pub fn file(
        mut self,
        name: impl Into<String>,
        file_name: impl Into<String>,
        media_type: impl Into<String>,
        content: impl Into<Bytes>,
    ) -> Self {
        self.parts.push(Part {
            name: name.into(),
            file: Some((file_name.into(), media_type.into())),
            content: content.into(),
        });
        self
    }

    /// The value of `Content-Type`, and the body.
    pub(crate) fn encoded(&self) -> (String, Bytes) {
        let boundary = self.boundary();
        let mut body = BytesMut::with_capacity(self.parts.iter().map(|part| part.content.len() + 200).sum());
        for part in &self.parts {
            let name = escaped(&part.name);
            body.put_slice(format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"").as_bytes());
            if let Some((file_name, media_type)) = &part.file {
                let media_type: String = media_type.chars().filter(|c| !c.is_control()).collect();
                let head = format!("; filename=\"{}\"\r\nContent-Type: {media_type}", escaped(file_name));
                body.put_slice(head.as_bytes());
            }
            body.put_slice(b"\r\n\r\n");
            body.put_slice(&part.content);
            body.put_slice(b"\r\n");
        }
        body.put_slice(format!("--{boundary}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={boundary}"), body.freeze())
    }

    /// A line that stands in no part: counted up until that is so, which needs no randomness.
    fn boundary(&self) -> String {
        let stands_in_none = |boundary: &String| {
            let mut parts = self.parts.iter();
            !parts.any(|part| memchr::memmem::find(&part.content, boundary.as_bytes()).is_some())
        };
        let mut candidates = (0_u64..).map(|number| format!("apifox-client-{number:016x}"));
        candidates.find(stands_in_none).unwrap_or_default()
    }
}

/// As browsers write names into a header (WHATWG, "multipart/form-data boundary string"): quotes and line breaks percent-encoded.
fn escaped(name: &str) -> Cow<'_, str> {
    if !name.contains(['"', '\r', '\n']) {
        return name.into();
    }
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
        .into()
}

impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.parts.iter().map(|part| &part.name))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_written_in_order_with_names_that_cannot_break_out() {
        let form = Multipart::new()
            .text("a\"\r\nX: y", 1)
            .file("f", "f.txt", "text/plain", "hi");
        let (media_type, body) = form.encoded();
        assert_eq!(
            media_type,
            "multipart/form-data; boundary=apifox-client-0000000000000000"
        );
        let expected = "--apifox-client-0000000000000000\r\nContent-Disposition: form-data; name=\"a%22%0D%0AX: y\"\r\n\r\n1\r\n\
            --apifox-client-0000000000000000\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.txt\"\r\n\
            Content-Type: text/plain\r\n\r\nhi\r\n--apifox-client-0000000000000000--\r\n";
        assert_eq!(body, expected);
    }

    #[test]
    fn a_boundary_that_stands_in_a_part_is_not_taken() {
        let form = Multipart::new().text("a", "--apifox-client-0000000000000000");
        assert!(form.encoded().0.ends_with("0000000000000001"));
    }
}
