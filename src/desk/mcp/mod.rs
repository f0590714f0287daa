//! The desk for assistants: the Model Context Protocol, by its own SDK.
//!
//! Every tool and every resource is a request of the API, sent as the caller's token, so an assistant may do what its token may, and
//! what is refused is refused in the API's own words. Where that request goes is a [`DeskPort`]: to this desk's own router at `/mcp`,
//! to a desk at an address for `promo-load mcp --desk`, or nowhere for `promo-load mcp` alone, which only looks at pages.
//!
//! A result has three parts: a sentence of our own, which is safe to read aloud; the API's JSON; and the same JSON as text, framed
//! as what it is: words of a shop's pages, which anybody may have written. A page cannot end the frame, because its `<` is escaped.
//!
//! | file | owns |
//! | --- | --- |
//! | `ask` | a request of the API, and its reply |
//! | `port`, `away` | where requests go; a desk at an address |
//! | `tool`, `schema` | the table of tools, and the schemas of what they take and return |
//! | `call` | from a tool's arguments to its request, and from the reply to its result |
//! | `said` | the sentence of each result |
//! | `untrusted` | the frame of the shop's words |
//! | `resource` | the files of runs |
//! | `server` | the SDK's handler |
//! | `http`, `stdio` | where assistants connect |

mod ask;
mod away;
mod call;
mod http;
mod port;
mod resource;
mod said;
mod schema;
mod server;
mod stdio;
mod tool;
mod untrusted;

pub use away::AwayDesk;
pub(super) use http::routes;
pub use stdio::{McpOptions, McpPlace, serve_mcp};
