//! The table of tools.

use std::sync::Arc;

use rmcp::model::{JsonObject, Tool, ToolAnnotations};

use super::schema;

/// A tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum McpTool {
    /// Says what a page is.
    Inspect,
    /// Makes a scenario of a page.
    Compile,
    /// Asks for a run.
    Bench,
    /// Says where runs are.
    Status,
    /// Shows a report.
    Report,
    /// Compares two runs.
    Compare,
}

/// What is told of a tool, in English as all that programs read.
struct ToolFacts {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    takes: fn() -> JsonObject,
    returns: fn() -> JsonObject,
}

impl McpTool {
    /// Every tool.
    const ALL: [Self; 6] =
        [Self::Inspect, Self::Compile, Self::Bench, Self::Status, Self::Report, Self::Compare];

    const fn facts(self) -> ToolFacts {
        match self {
            Self::Inspect => ToolFacts {
                name: "inspect",
                title: "Look at a promotion page",
                about: "Fetches one page of a shop, and says what it is and which promotions it carries. Some requests are sent, and no load.",
                takes: schema::look_arguments,
                returns: schema::inspected,
            },
            Self::Compile => ToolFacts {
                name: "compile",
                title: "Make the scenario of a promotion page",
                about: "Fetches a page and those around it, and writes the scenario that a run of it would walk, as TOML. Nothing is ordered, and no load is sent.",
                takes: schema::look_arguments,
                returns: schema::compiled,
            },
            Self::Bench => ToolFacts {
                name: "bench",
                title: "Ask for a load test",
                about: "Puts a load test of a page or a scenario into the queue of the team's desk, and returns at once with its number; `status` follows it. The host must be on the desk's list. A run against prod waits for a second person. Ask the person before calling it: it sends load to a shop.",
                takes: schema::bench_arguments,
                returns: schema::run,
            },
            Self::Status => ToolFacts {
                name: "status",
                title: "See where load tests are",
                about: "Shows one run by its number, or lists runs, the newest first: state, letter from A (good) to F, 95th percentile of pages, share of failures, shoppers that it held.",
                takes: schema::status_arguments,
                returns: schema::run_or_runs,
            },
            Self::Report => ToolFacts {
                name: "report",
                title: "Read the report of a load test",
                about: "Returns the report of a run that is over, with its verdict, its findings and what to do about them.",
                takes: schema::report_arguments,
                returns: schema::report,
            },
            Self::Compare => ToolFacts {
                name: "compare",
                title: "Compare two load tests",
                about: "Says what got better or worse from one run to another, beyond noise.",
                takes: schema::compare_arguments,
                returns: schema::comparison,
            },
        }
    }

    /// The tools that are offered. Without a desk `bench` is among them, to say that it needs one.
    pub(super) fn offered(has_desk: bool) -> impl Iterator<Item = Self> {
        let needs_desk = |tool: &Self| matches!(tool, Self::Status | Self::Report | Self::Compare);
        Self::ALL.into_iter().filter(move |tool| has_desk || !needs_desk(tool))
    }

    /// The tool of this name.
    pub(super) fn named(name: &str, has_desk: bool) -> Option<Self> {
        Self::offered(has_desk).find(|tool| tool.facts().name == name)
    }

    /// What assistants are told of it.
    pub(super) fn described(self) -> Tool {
        let ToolFacts { name, title, about, takes, returns } = self.facts();
        // Looks ask a shop for pages and may fill a cart, which they empty; only `bench` asks for load.
        let changes = self == Self::Bench;
        let leads_outside = matches!(self, Self::Inspect | Self::Compile | Self::Bench);
        let hints = ToolAnnotations::with_title(title)
            .read_only(!changes)
            .destructive(false)
            .idempotent(!changes)
            .open_world(leads_outside);
        Tool::new(name, about, Arc::new(takes()))
            .with_title(title)
            .with_raw_output_schema(Arc::new(returns()))
            .with_annotations(hints)
    }
}
