//! Files that a flag names: looked at before the load, so that nothing measured is lost by them.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::failure::Failure;
use crate::words::Message;

/// The file's place, links followed, once it is known that a file can be made there.
pub(super) fn writable(flag: &str, path: &Path) -> Result<PathBuf, Failure> {
    let cannot = |reason: Message| {
        Failure::Usage(
            Message::new("error-flag-not-writable")
                .exact("flag", flag)
                .exact("path", path.display())
                .with("reason", reason),
        )
    };
    let place = match fs::canonicalize(path) {
        // Only a file can be replaced as a whole: a device or pipe would be gone.
        Ok(place) if !place.is_file() => return Err(cannot(Message::new("error-not-a-file"))),
        Ok(place) => place,
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(cannot(Message::from(&error))),
        Err(_) => {
            let name = path.file_name().ok_or_else(|| cannot(Message::new("error-no-file-name")))?;
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = fs::canonicalize(folder.unwrap_or(Path::new(".")));
            folder.map_err(|error| cannot(Message::from(&error)))?.join(name)
        }
    };
    let probe = place.with_file_name(format!(".promo-load.{:08x}", fastrand::u32(..)));
    fs::File::create_new(&probe)
        .and_then(|_| fs::remove_file(&probe))
        .map_err(|error| cannot(Message::from(&error)))?;
    Ok(place)
}
