//! `install.sh`, with a release in a folder.

use std::fs;
use std::process::Command;

use crate::support::{BINARY, Ended, Place, is_there};

/// Packs this program as a release has it, with a checksum, in the folder `release`.
fn release(place: &Place) {
    let script = "set -e; name=promo-load-$(uname -m)-unknown-linux-musl; mkdir release \"$name\"; cp \"$BINARY\" \"$name/promo-load\"; \
                  tar -czf \"release/$name.tgz\" \"$name\"; cd release; sha256sum -- * > SHA256SUMS";
    let packed = place.start(place.command("sh").env("BINARY", BINARY).args(["-c", script])).wait();
    packed.assert_code(0);
}

fn install(place: &Place) -> Ended {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/install.sh");
    let mut command: Command = place.command("sh");
    command.env("PROMO_LOAD_RELEASES", format!("file://{}", place.path("release").display()));
    command.env("PROMO_LOAD_INSTALL", place.path("bin"));
    place.start(command.arg(script)).wait()
}

#[cfg(target_os = "linux")]
#[test]
fn only_what_was_released_is_installed() {
    if !is_there("curl") {
        return;
    }
    let place = Place::new();
    release(&place);
    let installed = install(&place);
    let said = &installed.assert_code(0).stdout;
    assert!(
        said.starts_with(concat!("promo-load ", env!("CARGO_PKG_VERSION")))
            && said.contains("not on your PATH"),
        "{said}"
    );
    let program = place.path("bin/promo-load");
    let first = fs::metadata(&program).unwrap().modified().unwrap();

    // Another archive than the one of the checksum changes nothing.
    let sums = place.read("release/SHA256SUMS");
    place.write("release/SHA256SUMS", &sums.replace(['0', '1', '2'], "f"));
    let refused = install(&place);
    assert!(refused.assert_code(1).stderr.contains("is not what was released"), "{refused:?}");
    assert_eq!(fs::metadata(&program).unwrap().modified().unwrap(), first);
    place.write("release/SHA256SUMS", "");
    assert!(install(&place).assert_code(1).stderr.contains("no checksum"));
    fs::remove_dir_all(place.path("release")).unwrap();
    assert!(install(&place).assert_code(1).stderr.contains("cannot fetch"));
    assert_eq!(fs::read_dir(place.path("bin")).unwrap().count(), 1);
}
