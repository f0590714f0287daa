//! From a tool's arguments to a request of the API, and from the reply to a result.

use rmcp::model::JsonObject;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use super::ask::ApiAsk;
use super::port::DeskPort;
use super::said::{self, RunFacts};
use super::schema::{BenchArguments, CompareArguments, ReportArguments, ReportForm, StatusArguments};
use super::tool::McpTool;
use crate::desk::look::LookRequest;
use crate::desk::queue::RunRequest;
use crate::words::Message;

/// Runs in a list where the caller does not say.
const USUAL: u32 = 20;

/// What a tool returns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ToolOutcome {
    /// Our own words.
    pub(super) said: Message,
    /// What the API replied.
    pub(super) data: Value,
    /// The run whose files may be read, too.
    pub(super) run: Option<RunFacts>,
}

/// Calls a tool.
///
/// # Errors
///
/// Why it could not do its work, in the words of the API or the command line.
pub(super) async fn call(
    port: &DeskPort,
    tool: McpTool,
    arguments: JsonObject,
) -> Result<ToolOutcome, Message> {
    match tool {
        McpTool::Inspect => inspect(port, read(arguments)?).await,
        McpTool::Compile => compile(port, read(arguments)?).await,
        McpTool::Bench => bench(port, read(arguments)?).await,
        McpTool::Status => status(port, read(arguments)?).await,
        McpTool::Report => report(port, &read(arguments)?).await,
        McpTool::Compare => compare(port, &read(arguments)?).await,
    }
}

fn read<T: DeserializeOwned>(arguments: JsonObject) -> Result<T, Message> {
    serde_json::from_value(Value::Object(arguments))
        .map_err(|error| Message::new("error-mcp-arguments").exact("why", error))
}

fn json_of(value: &impl Serialize) -> Result<Value, Message> {
    serde_json::to_value(value).map_err(|error| Message::heard(&error.to_string()))
}

async fn inspect(port: &DeskPort, asked: LookRequest) -> Result<ToolOutcome, Message> {
    let reply = port.ask(ApiAsk::post("/api/v1/inspect", json_of(&asked)?)).await?;
    let data: Value = reply.json()?;
    Ok(ToolOutcome { said: said::of_page(&data), data, run: None })
}

async fn compile(port: &DeskPort, asked: LookRequest) -> Result<ToolOutcome, Message> {
    let reply = port.ask(ApiAsk::post("/api/v1/compile", json_of(&asked)?)).await?;
    let data: Value = reply.json()?;
    let said = said::of_scenario(data["scenario"].as_str().unwrap_or_default());
    Ok(ToolOutcome { said, data, run: None })
}

async fn bench(port: &DeskPort, asked: BenchArguments) -> Result<ToolOutcome, Message> {
    let BenchArguments { url, scenario, options, idempotency_key } = asked;
    let request = json_of(&RunRequest { url, scenario, pull_request: None, options })?;
    let ask = ApiAsk { key: idempotency_key, ..ApiAsk::post("/api/v1/runs", request) };
    of_run(port.ask(ask).await?.json()?)
}

async fn status(port: &DeskPort, asked: StatusArguments) -> Result<ToolOutcome, Message> {
    if let Some(run) = asked.run {
        return of_run(port.ask(ApiAsk::get(format!("/api/v1/runs/{run}"))).await?.json()?);
    }
    let data: Value = port.ask(ApiAsk::get(format!("/api/v1/runs?{}", query(asked)))).await?.json()?;
    let runs: Vec<RunFacts> = facts(&data["items"])?;
    let counted = data["total"].as_u64().zip(data["open"].as_u64());
    Ok(ToolOutcome { said: said::of_runs(&runs, counted), data, run: None })
}

/// The parameters of a list.
fn query(asked: StatusArguments) -> String {
    let limit = Some(asked.limit.unwrap_or(USUAL).to_string());
    let state = asked.state.map(|state| state.as_str().to_owned());
    let cursor = asked.cursor.map(|cursor| cursor.to_string());
    let all = [
        ("limit", limit),
        ("host", asked.host),
        ("state", state),
        ("letter", asked.letter),
        ("cursor", cursor),
        ("count", Some("true".to_owned())),
    ];
    let given = all.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?)));
    Serializer::new(String::new()).extend_pairs(given).finish()
}

async fn report(port: &DeskPort, asked: &ReportArguments) -> Result<ToolOutcome, Message> {
    let path = format!("/api/v1/runs/{}", asked.run);
    let run: Value = port.ask(ApiAsk::get(path.clone())).await?.json()?;
    let of_run = of_run(run)?;
    let report: Value = match asked.format {
        ReportForm::Markdown => {
            let text = port.ask(ApiAsk::get(format!("{path}/files/report.md"))).await?.carried_out()?;
            String::from_utf8_lossy(&text).into_owned().into()
        }
        ReportForm::Json => port.ask(ApiAsk::get(format!("{path}/files/run.json"))).await?.json()?,
    };
    let ToolOutcome { said, data, run } = of_run;
    Ok(ToolOutcome { said, data: json!({ "run": data, "report": report }), run })
}

async fn compare(port: &DeskPort, asked: &CompareArguments) -> Result<ToolOutcome, Message> {
    #[derive(Deserialize)]
    struct Worsening {
        regression: bool,
    }
    let CompareArguments { baseline, run, even_if_different } = asked;
    let path = format!("/api/v1/compare?baseline={baseline}&run={run}&even_if_different={even_if_different}");
    let data: Value = port.ask(ApiAsk::get(path)).await?.json()?;
    let Worsening { regression } = facts(&data)?;
    Ok(ToolOutcome { said: said::of_comparison(*baseline, *run, regression), data, run: None })
}

fn of_run(data: Value) -> Result<ToolOutcome, Message> {
    let run: RunFacts = facts(&data)?;
    Ok(ToolOutcome { said: said::of_run(&run), data, run: Some(run) })
}

/// The parts of a reply that are read.
fn facts<T: DeserializeOwned>(data: &Value) -> Result<T, Message> {
    T::deserialize(data).map_err(|_| Message::new("error-mcp-no-desk-there"))
}
