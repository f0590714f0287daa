//! The files beside the pages: style, script, pictures, a font, robots.txt. They cost no worker and may be cached.

/// A file in memory.
#[derive(Debug)]
pub(super) struct ShopAsset {
    pub(super) content_type: &'static str,
    pub(super) body: &'static [u8],
}

static ROBOTS: ShopAsset =
    ShopAsset { content_type: "text/plain", body: include_bytes!("templates/robots.txt") };
static STYLE: ShopAsset = ShopAsset { content_type: "text/css", body: include_bytes!("templates/theme.css") };
static SCRIPT: ShopAsset =
    ShopAsset { content_type: "application/javascript", body: include_bytes!("templates/theme.js") };
static ICONS: ShopAsset =
    ShopAsset { content_type: "font/woff2", body: include_bytes!("templates/icons.woff2") };
static LOGO: ShopAsset =
    ShopAsset { content_type: "image/svg+xml", body: include_bytes!("templates/logo.svg") };
static PHOTO: ShopAsset =
    ShopAsset { content_type: "image/svg+xml", body: include_bytes!("templates/photo.svg") };

/// The file at a path without its leading slash.
pub(super) fn find(path: &str) -> Option<&'static ShopAsset> {
    match path {
        "robots.txt" => Some(&ROBOTS),
        "themes/classic/assets/css/theme.css" | "themes/hummingbird/assets/css/theme.css" => Some(&STYLE),
        "themes/classic/assets/js/theme.js" | "themes/hummingbird/assets/js/theme.js" => Some(&SCRIPT),
        "themes/classic/assets/fonts/icons.woff2" | "themes/hummingbird/assets/fonts/icons.woff2" => {
            Some(&ICONS)
        }
        "img/logo.svg" | "favicon.ico" => Some(&LOGO),
        // Every product has the same picture in every size: `6-home_default/mug.svg`.
        _ if path.ends_with(".svg") && path.contains("_default/") => Some(&PHOTO),
        _ => None,
    }
}

impl ShopAsset {
    /// Changes when the file does.
    pub(super) fn etag(&self) -> String {
        let hash = self.body.iter().fold(0, |hash, byte| super::mix::mix(hash ^ u64::from(*byte)));
        format!("\"{hash:016x}-{:x}\"", self.body.len())
    }
}
