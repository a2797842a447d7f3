//! Small files that are read at start: of a known size at most, and of text.

use std::fs::File;
use std::io::Read as _;

use secrecy::zeroize::Zeroizing;

/// The text of a file of at most `most` bytes; the memory is cleared afterwards, for it may be a
/// secret. What is wrong is told without anything of the text.
pub(super) fn read(path: &str, most: usize) -> Result<Zeroizing<String>, String> {
    let cannot = |error: std::io::Error| format!("cannot be read: {error}");
    let file = File::open(path).map_err(cannot)?;
    if file.metadata().map_err(cannot)?.is_dir() {
        return Err("is a folder, not a file".to_owned());
    }
    // As large as it can get: a buffer that grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(most + 1));
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    file.take(limit).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() > most {
        return Err(format!("is larger than {most} bytes"));
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => Err("is not UTF-8".to_owned()),
    }
}
