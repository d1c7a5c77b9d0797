//! Decompresses bodies: gzip (RFC 1952) and deflate (RFC 1950, 1951).
//!
//! Requests ask for `identity`. Some gateways compress anyway, and a declined payment would then
//! only report its length in bytes. This is rare, so the code is short rather than fast; a
//! dependency would be part of every program.

/// Why decompression stopped.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The data is invalid or truncated.
    Broken,
    /// The output would exceed the limit.
    TooLarge,
}

/// The result of reading compressed data.
type Inflated<T> = Result<T, Stop>;

/// Appends the content of a gzip body, up to a limit. After a failure, `out` contains what was
/// decoded before.
pub(crate) fn gzip(body: &[u8], limit: usize, out: &mut Vec<u8>) -> Inflated<()> {
    let mut inflate = Inflate::new(body, limit, out);
    // There may be several members in sequence, and zeros after them, as gzip itself allows.
    while inflate.rest.iter().any(|byte| *byte != 0) {
        inflate.member()?;
    }
    Ok(())
}

/// Whether data begins like zlib format (RFC 1950, section 2.2).
pub(crate) fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [method, flags, ..] if method & 15 == 8 && u16::from_be_bytes([*method, *flags]) % 31 == 0)
}

/// Appends the content of a deflate body, up to a limit: in zlib format, or, as some servers send
/// it, raw.
pub(crate) fn deflate(body: &[u8], limit: usize, out: &mut Vec<u8>) -> Inflated<()> {
    let start = out.len();
    let is_whole = match body {
        [_, _, data @ ..] if is_zlib(body) => {
            let mut inflate = Inflate::new(data, limit, out);
            inflate.run()?;
            inflate.rest == adler(&out[start..]).to_be_bytes()
        }
        data => {
            let mut inflate = Inflate::new(data, limit, out);
            inflate.run()?;
            inflate.rest.is_empty()
        }
    };
    if is_whole { Ok(()) } else { Err(Stop::Broken) }
}

/// Returns the Adler-32 checksum of zlib (RFC 1950, section 8.2).
fn adler(bytes: &[u8]) -> u32 {
    const BASE: u32 = 65_521;
    let (a, b) = bytes.iter().fold((1, 0), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % BASE;
        (a, (a + b) % BASE)
    });
    b << 16 | a
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32| crc >> 4 ^ CRC_OF_HALF[(crc & 15) as usize];
    let all = bytes.iter();
    !all.fold(u32::MAX, |crc, byte| step(step(crc ^ u32::from(*byte))))
}

/// The CRC of each half of a byte. A table for whole bytes, which the compiler would make of a loop
/// over bits, takes 1 KiB.
const CRC_OF_HALF: [u32; 16] = {
    let (mut table, mut half) = ([0; 16], 0);
    while half < 16 {
        let (mut crc, mut bits) = (half, 0);
        while bits < 4 {
            crc = (crc >> 1) ^ ((crc & 1) * 0xedb8_8320);
            bits += 1;
        }
        table[half as usize] = crc;
        half += 1;
    }
    table
};

/// Lengths and distances: the base value, and the number of extra bits (RFC 1951, section 3.2.5).
const LENGTHS: [(u16, u8); 29] = [
    (3, 0),
    (4, 0),
    (5, 0),
    (6, 0),
    (7, 0),
    (8, 0),
    (9, 0),
    (10, 0),
    (11, 1),
    (13, 1),
    (15, 1),
    (17, 1),
    (19, 2),
    (23, 2),
    (27, 2),
    (31, 2),
    (35, 3),
    (43, 3),
    (51, 3),
    (59, 3),
    (67, 4),
    (83, 4),
    (99, 4),
    (115, 4),
    (131, 5),
    (163, 5),
    (195, 5),
    (227, 5),
    (258, 0),
];
const DISTANCES: [(u16, u8); 30] = [
    (1, 0),
    (2, 0),
    (3, 0),
    (4, 0),
    (5, 1),
    (7, 1),
    (9, 2),
    (13, 2),
    (17, 3),
    (25, 3),
    (33, 4),
    (49, 4),
    (65, 5),
    (97, 5),
    (129, 6),
    (193, 6),
    (257, 7),
    (385, 7),
    (513, 8),
    (769, 8),
    (1025, 9),
    (1537, 9),
    (2049, 10),
    (3073, 10),
    (4097, 11),
    (6145, 11),
    (8193, 12),
    (12289, 12),
    (16385, 13),
    (24577, 13),
];

/// The order of the code length codes (section 3.2.7).
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

struct Inflate<'a, 'o> {
    rest: &'a [u8],
    /// Bits read from `rest` but not used, the next one lowest, and their number.
    bits: u32,
    count: u32,
    limit: usize,
    out: &'o mut Vec<u8>,
    /// Where this stream begins in `out`; copies must not reach further back.
    start: usize,
    /// How many further blocks may have codes. Reading their tables takes far longer than reading
    /// their data if they are as short as possible, and no compressor writes many of those.
    blocks: usize,
}

impl<'a, 'o> Inflate<'a, 'o> {
    fn new(rest: &'a [u8], limit: usize, out: &'o mut Vec<u8>) -> Self {
        let start = out.len();
        Self {
            rest,
            bits: 0,
            count: 0,
            limit,
            out,
            start,
            blocks: 1024 + limit / 128,
        }
    }

    /// Reads a member of a gzip body.
    fn member(&mut self) -> Inflated<()> {
        let [0x1f, 0x8b, 8, flags, _, _, _, _, _, _, rest @ ..] = self.rest else {
            return Err(Stop::Broken);
        };
        let mut rest = rest;
        if flags & 4 != 0 {
            let [low, high, extra @ ..] = rest else {
                return Err(Stop::Broken);
            };
            rest = extra
                .get(usize::from(u16::from_le_bytes([*low, *high]))..)
                .ok_or(Stop::Broken)?;
        }
        for has_text in [flags & 8, flags & 16] {
            if has_text != 0 {
                let end = memchr::memchr(0, rest).ok_or(Stop::Broken)?;
                rest = &rest[end + 1..];
            }
        }
        if flags & 2 != 0 {
            rest = rest.get(2..).ok_or(Stop::Broken)?;
        }
        self.rest = rest;
        self.start = self.out.len();
        self.run()?;
        let [a, b, c, d, _, _, _, _, rest @ ..] = self.rest else {
            return Err(Stop::Broken);
        };
        if crc(&self.out[self.start..]) != u32::from_le_bytes([*a, *b, *c, *d]) {
            return Err(Stop::Broken);
        }
        self.rest = rest;
        Ok(())
    }

    /// Runs to the end of the stream, which ends on a whole byte.
    fn run(&mut self) -> Inflated<()> {
        loop {
            let is_last = self.take(1)? == 1;
            let kind = self.take(2)?;
            if kind != 0 {
                self.blocks = self.blocks.checked_sub(1).ok_or(Stop::Broken)?;
            }
            match kind {
                0 => self.stored()?,
                1 => self.fixed()?,
                2 => self.dynamic()?,
                _ => return Err(Stop::Broken),
            }
            if is_last {
                (self.bits, self.count) = (0, 0);
                return Ok(());
            }
        }
    }

    fn take(&mut self, count: u32) -> Inflated<usize> {
        while self.count < count {
            let (first, rest) = self.rest.split_first().ok_or(Stop::Broken)?;
            self.bits |= u32::from(*first) << self.count;
            self.count += 8;
            self.rest = rest;
        }
        let bits = self.bits & ((1 << count) - 1);
        self.bits >>= count;
        self.count -= count;
        Ok(bits as usize)
    }

    fn push(&mut self, byte: u8) -> Inflated<()> {
        if self.out.len() >= self.limit {
            return Err(Stop::TooLarge);
        }
        self.out.push(byte);
        Ok(())
    }

    fn stored(&mut self) -> Inflated<()> {
        (self.bits, self.count) = (0, 0);
        let [a, b, c, d, rest @ ..] = self.rest else {
            return Err(Stop::Broken);
        };
        let len = u16::from_le_bytes([*a, *b]);
        if len != !u16::from_le_bytes([*c, *d]) {
            return Err(Stop::Broken);
        }
        self.rest = rest;
        for _ in 0..len {
            let (first, rest) = self.rest.split_first().ok_or(Stop::Broken)?;
            self.rest = rest;
            self.push(*first)?;
        }
        Ok(())
    }

    fn fixed(&mut self) -> Inflated<()> {
        let mut lengths = [8; 288];
        lengths[144..256].fill(9);
        lengths[256..280].fill(7);
        self.codes(&Codes::new(&lengths), &Codes::new(&[5; 30]))
    }

    fn dynamic(&mut self) -> Inflated<()> {
        let (literals, distances) = (self.take(5)? + 257, self.take(5)? + 1);
        let mut lengths = [0; 19];
        for at in &ORDER[..self.take(4)? + 4] {
            lengths[*at] = u8::try_from(self.take(3)?).map_err(|_| Stop::Broken)?;
        }
        let codes = Codes::new(&lengths);
        let mut lengths = Vec::with_capacity(literals + distances);
        while lengths.len() < literals + distances {
            let (length, times) = match self.symbol(&codes)? {
                16 => (*lengths.last().ok_or(Stop::Broken)?, 3 + self.take(2)?),
                17 => (0, 3 + self.take(3)?),
                18 => (0, 11 + self.take(7)?),
                length => (u8::try_from(length).map_err(|_| Stop::Broken)?, 1),
            };
            lengths.extend(std::iter::repeat_n(length, times));
        }
        let (literal, distance) = lengths.split_at(literals);
        let distance = distance.get(..distances).ok_or(Stop::Broken)?;
        if lengths.len() > literals + distances {
            return Err(Stop::Broken);
        }
        self.codes(&Codes::new(literal), &Codes::new(distance))
    }

    fn codes(&mut self, literals: &Codes, distances: &Codes) -> Inflated<()> {
        loop {
            let symbol = self.symbol(literals)?;
            match symbol {
                256 => return Ok(()),
                0..=255 => self.push(symbol.to_le_bytes()[0])?,
                _ => {
                    let len = self.of(&LENGTHS, usize::from(symbol) - 257)?;
                    let symbol = self.symbol(distances)?;
                    let distance = self.of(&DISTANCES, usize::from(symbol))?;
                    if distance > self.out.len() - self.start {
                        return Err(Stop::Broken);
                    }
                    for _ in 0..len {
                        self.push(self.out[self.out.len() - distance])?;
                    }
                }
            }
        }
    }

    fn of(&mut self, table: &[(u16, u8)], at: usize) -> Inflated<usize> {
        let (least, bits) = table.get(at).ok_or(Stop::Broken)?;
        Ok(usize::from(*least) + self.take(u32::from(*bits))?)
    }

    /// Reads the next symbol, bit by bit.
    fn symbol(&mut self, codes: &Codes) -> Inflated<u16> {
        let (mut code, mut first, mut index) = (0, 0, 0);
        for count in &codes.counts[1..] {
            code |= self.take(1)?;
            let count = usize::from(*count);
            if code < first + count {
                return codes.symbols.get(index + code - first).copied().ok_or(Stop::Broken);
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        Err(Stop::Broken)
    }
}

/// Canonical Huffman codes (section 3.2.2).
struct Codes {
    /// The number of codes of each length.
    counts: [u16; 16],
    /// Sorted by length, then by value.
    symbols: Vec<u16>,
}

impl Codes {
    fn new(lengths: &[u8]) -> Self {
        let mut counts = [0; 16];
        for length in lengths {
            counts[usize::from(*length)] += 1;
        }
        counts[0] = 0;
        // Where the symbols of each length begin.
        let mut next = [0; 16];
        for length in 1..16 {
            next[length] = next[length - 1] + usize::from(counts[length - 1]);
        }
        let mut symbols = vec![0; lengths.len()];
        for (length, symbol) in lengths.iter().zip(0..).filter(|(length, _)| **length != 0) {
            let next = &mut next[usize::from(*length)];
            symbols[*next] = symbol;
            *next += 1;
        }
        Self { counts, symbols }
    }
}

#[cfg(test)]
mod tests;
