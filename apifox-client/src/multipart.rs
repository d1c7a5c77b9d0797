//! Multipart bodies: `multipart/form-data` (RFC 7578).

#[cfg_attr(all(target_arch = "wasm32", target_os = "unknown"), path = "multipart/in_memory.rs")]
mod body;
mod file;
mod part;

use std::borrow::Cow;
use std::collections::hash_map::RandomState;
use std::fmt::{self, Display};
use std::hash::{BuildHasher, Hasher};
use std::mem;

use bytes::{BufMut, Bytes, BytesMut};
use reqwest::header::HeaderValue;

pub(crate) use self::body::{Opening, Segment, Unreadable};
pub use self::file::File;
pub use self::part::Part;

use self::file::Content;
use crate::config_error::{ConfigError, ConfigKind};
use crate::encode;

/// A multipart form of strings and files, in the order in which they were added.
///
/// ```
/// # use apifox_client::Multipart;
///
/// let form = Multipart::new()
///     .text("title", "Receipt")
///     .file("scan", "receipt.pdf", "application/pdf", &b"%PDF-1.7"[..]);
/// ```
///
/// The `Debug` output contains the names of the parts but no content.
#[derive(Clone, Default)]
#[must_use = "a form does nothing until it is sent"]
pub struct Multipart {
    parts: Vec<(Cow<'static, str>, Part)>,
}

/// An encoded form, which can be sent any number of times.
pub(crate) struct Encoded {
    /// The value of `Content-Type`.
    pub(crate) media_type: HeaderValue,
    pub(crate) payload: Payload,
}

/// A body that can be sent any number of times.
pub(crate) enum Payload {
    Bytes(Bytes),
    /// Segments, some of them on disk, and the function that opens them for one attempt. A function
    /// pointer ensures that only programs that send forms contain that code.
    Segments(Vec<Segment>, fn(Vec<Segment>) -> Opening),
}

impl Multipart {
    /// Creates an empty form.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a string.
    pub fn text(self, name: impl Into<String>, value: impl Display) -> Self {
        self.named(name.into(), Part::text(value))
    }

    /// Adds a file: its name, media type, and content.
    pub fn file(
        self,
        name: impl Into<String>,
        file_name: impl Into<String>,
        media_type: impl Into<String>,
        content: impl Into<Bytes>,
    ) -> Self {
        let file = File::new(file_name, content).media_type(media_type);
        self.named(name.into(), Part::file(file))
    }

    /// Adds a part of any type, such as a file that is read from disk while it is sent.
    ///
    /// ```
    /// # use apifox_client::{File, Multipart, Part};
    ///
    /// let form = Multipart::new().part("scan", Part::file(File::open("receipt.pdf")));
    /// ```
    pub fn part(self, name: impl Into<String>, part: Part) -> Self {
        self.named(name.into(), part)
    }

    pub(crate) fn named(mut self, name: impl Into<Cow<'static, str>>, part: Part) -> Self {
        self.parts.push((name.into(), part));
        self
    }

    /// Returns the header and the segments of the body, or the first error of a part.
    pub(crate) fn encoded(&self) -> Result<Encoded, ConfigError> {
        let mut contents = Vec::with_capacity(self.parts.len());
        for (_, part) in &self.parts {
            contents.push(part.content()?);
        }
        let boundary = boundary(&contents);
        let mut segments = Vec::new();
        let mut text = BytesMut::with_capacity(contents.iter().map(|content| content.known_len() + 200).sum());
        for ((name, part), content) in self.parts.iter().zip(contents) {
            text.put_slice(format!("--{boundary}\r\n{}\r\n\r\n", head(name, part)?).as_bytes());
            match content {
                Content::Memory(bytes) => text.put_slice(bytes),
                Content::Disk(path) => {
                    segments.push(Segment::Bytes(mem::take(&mut text).freeze()));
                    segments.push(Segment::File(path.clone()));
                }
            }
            text.put_slice(b"\r\n");
        }
        text.put_slice(format!("--{boundary}--\r\n").as_bytes());
        let end = text.freeze();
        let payload = if segments.is_empty() {
            Payload::Bytes(end)
        } else {
            segments.push(Segment::Bytes(end));
            Payload::Segments(segments, body::open)
        };
        let media_type = encode::header_value(&format!("multipart/form-data; boundary={boundary}"));
        let impossible = || ConfigError::new(ConfigKind::Body, "the form's boundary is not a valid header value");
        Ok(Encoded {
            media_type: media_type.ok_or_else(impossible)?,
            payload,
        })
    }
}

/// Returns the header lines of a part, without the last line break.
fn head(name: &str, part: &Part) -> Result<String, ConfigError> {
    let mut head = format!("Content-Disposition: form-data; name=\"{}\"", escaped(name));
    if let Some(file_name) = part.file_name() {
        head.push_str("; filename=\"");
        head.push_str(&escaped(file_name));
        head.push('"');
    }
    if let Some(media_type) = part.effective_media_type() {
        if media_type.trim().is_empty() || encode::header_value(media_type).is_none() {
            let message = format!(
                "the media type of the part `{name}` is empty or contains characters that a header cannot carry"
            );
            return Err(ConfigError::new(ConfigKind::Body, message));
        }
        head.push_str("\r\nContent-Type: ");
        head.push_str(media_type);
    }
    Ok(head)
}

/// Returns a line that occurs in no part. For content in memory, a counter is increased until that
/// holds, which needs no randomness. A file on disk is not read twice to search it; a random line
/// is used that its author could not foresee.
fn boundary(contents: &[&Content]) -> String {
    if contents.iter().any(|content| matches!(content, Content::Disk(_))) {
        let random = || RandomState::new().build_hasher().finish();
        return format!("apifox-client-{:016x}{:016x}", random(), random());
    }
    let stands_in_none = |boundary: &String| {
        let stands_in = |content: &&Content| match content {
            Content::Memory(bytes) => memchr::memmem::find(bytes, boundary.as_bytes()).is_some(),
            Content::Disk(_) => false,
        };
        !contents.iter().any(stands_in)
    };
    let mut candidates = (0_u64..).map(|number| format!("apifox-client-{number:016x}"));
    candidates.find(stands_in_none).unwrap_or_default()
}

/// Escapes a name as browsers do (WHATWG, "multipart/form-data boundary string"): quotes and line
/// breaks are percent-encoded.
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
        f.debug_list().entries(self.parts.iter().map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_memory(form: &Multipart) -> (String, Bytes) {
        let Encoded { media_type, payload } = form.encoded().expect("the form is valid");
        let Payload::Bytes(body) = payload else {
            panic!("one piece is enough");
        };
        (media_type.to_str().expect("it is text").to_owned(), body)
    }

    #[test]
    fn parts_are_written_in_order_with_names_that_cannot_break_out() {
        let form = Multipart::new()
            .text("a\"\r\nX: y", 1)
            .file("f", "f.txt", "text/plain", "hi");
        let (media_type, body) = in_memory(&form);
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
    fn a_text_instead_of_a_file_has_no_file_name() {
        let part = Part::file(File::text("file_1")).media_type("image/png");
        let (_, body) = in_memory(&Multipart::new().part("f", part));
        let expected = "--apifox-client-0000000000000000\r\nContent-Disposition: form-data; name=\"f\"\r\n\
            Content-Type: text/plain\r\n\r\nfile_1\r\n--apifox-client-0000000000000000--\r\n";
        assert_eq!(body, expected);
    }

    #[test]
    fn a_boundary_that_occurs_in_a_part_is_not_used() {
        let form = Multipart::new().text("a", "--apifox-client-0000000000000000");
        assert!(in_memory(&form).0.ends_with("0000000000000001"));
    }

    #[test]
    fn the_boundary_around_a_file_on_disk_is_random() {
        let form = Multipart::new().part("f", Part::file(File::open("f.txt")));
        let media_type = || form.encoded().expect("the form is valid").media_type;
        assert_ne!(media_type(), media_type());
    }

    #[test]
    fn a_media_type_that_would_inject_a_header_is_refused() {
        for media_type in ["text/plain\r\nX: y", "", " "] {
            let form = Multipart::new().file("f", "f.txt", media_type, "hi");
            let error = form.encoded().err().expect("it is refused");
            assert_eq!(error.kind(), ConfigKind::Body);
        }
    }
}
