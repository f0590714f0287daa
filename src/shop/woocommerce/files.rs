//! The files beside the pages. They cost no worker and may be cached.

use crate::shop::assets::ShopAsset;

static ROBOTS: ShopAsset =
    ShopAsset { content_type: "text/plain; charset=utf-8", body: include_bytes!("templates/robots.txt") };
static STYLE: ShopAsset = ShopAsset { content_type: "text/css", body: include_bytes!("templates/store.css") };
static SCRIPT: ShopAsset =
    ShopAsset { content_type: "application/javascript", body: include_bytes!("../templates/theme.js") };
static PHOTO: ShopAsset =
    ShopAsset { content_type: "image/svg+xml", body: include_bytes!("../templates/photo.svg") };

/// The file at a path without its leading slash.
pub(super) fn find(path: &str) -> Option<&'static ShopAsset> {
    let is_below = ["wp-content/", "wp-includes/"].iter().any(|folder| path.starts_with(folder));
    match path.rsplit_once('.') {
        _ if path == "robots.txt" => Some(&ROBOTS),
        _ if path == "favicon.ico" => Some(&PHOTO),
        Some((_, "css")) if is_below => Some(&STYLE),
        Some((_, "js")) if is_below => Some(&SCRIPT),
        Some((_, "svg")) if is_below => Some(&PHOTO),
        _ => None,
    }
}
