//! The journeys that visitors walk, as a file that a person can read and edit.
//!
//! Owns the scenario's format, its templates, data files, checks, extracts and recordings. Not here: writing a scenario for a
//! page (`compile`), how many visitors and when (`plan`), and sending anything.

mod address;
mod background;
mod check;
mod data;
mod escape;
mod extract;
mod fields;
mod file;
mod fill;
mod har;
mod json;
mod json_texts;
mod layout;
mod load;
mod multipart;
mod own_value;
mod parcel;
mod pointer;
#[cfg(test)]
mod schema;
mod secrets;
mod step;
mod template;
mod think;
mod toml_problem;
mod variant;
mod voucher;
mod written;

pub use check::{Check, CheckError, CompiledCheck};
pub use data::{DataError, DataSet, DataSource, Pick, RowError, Source, Table};
pub use extract::{Choice, CompiledExtract, Extract, ExtractError};
pub use fields::Fields;
pub use file::{FileError, HttpTable, JSON_SCHEMA, Lifetime, Mode, PageFacts, Scenario, UnknownMode};
pub use fill::{HeaderError, fill_form, fill_headers};
pub use har::{HarError, HarOptions, Imported, MOST_HAR_BYTES, RecordedRequest, RecordedShops, import};
pub use layout::SCHEMA_ADDRESS;
pub use load::{AfterStall, Executor, Load, Spacing, Stage};
pub use multipart::{FormPart, UploadError};
pub use own_value::{ALPHANUMERICS, OwnValue};
pub use parcel::{Parcel, ParcelMaker};
pub use pointer::{JsonPlaces, Pointer};
pub use secrets::is_secret_header;
pub use step::{Journey, Step, StepRole, is_plainly_harmless};
pub use template::{Template, TemplateError, TemplatePart, Values};
pub use think::ThinkTime;
pub use toml_problem::TomlProblem;
pub use variant::Variant;
pub use voucher::Voucher;
pub use written::{FilePurpose, NotWritten, Written};
