//! Files that a flag names: looked at before the load, so that nothing measured is lost by them.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::failure::Failure;

/// The file's place, links followed, once it is known that a file can be made there.
pub(super) fn writable(flag: &str, path: &Path) -> Result<PathBuf, Failure> {
    let cannot = |reason: &str| {
        Failure::Usage(format!(
            "cannot write {flag} {}: {reason}; name a file in a folder that exists and that you may write to",
            path.display()
        ))
    };
    let place = match fs::canonicalize(path) {
        // Only a file can be replaced as a whole: a device or pipe would be gone.
        Ok(place) if !place.is_file() => return Err(cannot("it is there and is no file")),
        Ok(place) => place,
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(cannot(&error.to_string())),
        Err(_) => {
            let name = path.file_name().ok_or_else(|| cannot("it is no file's name"))?;
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = fs::canonicalize(folder.unwrap_or(Path::new(".")));
            folder.map_err(|error| cannot(&error.to_string()))?.join(name)
        }
    };
    let probe = place.with_file_name(format!(".promo-load.{:08x}", fastrand::u32(..)));
    fs::File::create_new(&probe)
        .and_then(|_| fs::remove_file(&probe))
        .map_err(|error| cannot(&error.to_string()))?;
    Ok(place)
}
