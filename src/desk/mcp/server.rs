//! The SDK's handler: what assistants may ask, and what they get.

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation,
    ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
    ReadResourceRequestParams, ReadResourceResponse, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::json;

use super::call::{ToolOutcome, call};
use super::port::DeskPort;
use super::resource;
use super::tool::McpTool;
use super::untrusted::{CAUTION, framed};
use crate::words::{Lang, Message};

/// What assistants are told first, in English as all that programs read.
const ABOUT: &str = "promo-load tests whether a shop's promotion page holds, and for how many shoppers. The tools ask the team's desk, which \
     lists the hosts that may be tested, has limits, and asks a second person before a run against prod. Look at a page with `inspect`, ask for a \
     run with `bench`, follow it with `status`, and read `report`. Each result has a sentence to read aloud (`said`); the rest is data.";
const ABOUT_ALONE: &str = "promo-load tests whether a shop's promotion page holds, and for how many shoppers. There is no team's desk here: pages \
     can be looked at with `inspect` and `compile`, and a run needs a desk (`promo-load serve`, then `promo-load mcp --desk`) or a person at the \
     command line (`promo-load bench`).";

/// What an assistant speaks with.
#[derive(Debug, Clone)]
pub(super) struct McpServer {
    port: DeskPort,
    lang: Lang,
}

impl McpServer {
    /// `lang` is the language of the sentences.
    pub(super) const fn new(port: DeskPort, lang: Lang) -> Self {
        Self { port, lang }
    }

    fn result(&self, outcome: &ToolOutcome) -> CallToolResult {
        let said = outcome.said.say(self.lang);
        let mut content = vec![ContentBlock::text(said.as_str()), ContentBlock::text(framed(&outcome.data))];
        let links = outcome.run.iter().flat_map(|run| resource::of_run(run, self.lang));
        content.extend(links.map(ContentBlock::resource_link));
        let mut result = CallToolResult::success(content);
        result.structured_content = Some(json!({ "said": said, "caution": CAUTION, "data": outcome.data }));
        result
    }

    fn refusal(&self, why: &Message) -> ErrorData {
        ErrorData::internal_error(why.say(self.lang), None)
    }
}

impl ServerHandler for McpServer {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().enable_resources().build();
        let about = if self.port.has_desk() { ABOUT } else { ABOUT_ALONE };
        ServerConfig::new(capabilities)
            .with_server_info(
                Implementation::new("promo-load", env!("CARGO_PKG_VERSION")).with_title("promo-load"),
            )
            .with_instructions(format!("{about} {CAUTION}"))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        McpTool::named(name, self.port.has_desk()).map(McpTool::described)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let tools = McpTool::offered(self.port.has_desk()).map(McpTool::described).collect();
        Ok(ListToolsResult::with_all_items(tools))
    }

    /// A tool that cannot do its work has a result that says why: clients show the text of errors to nobody.
    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = McpTool::named(&request.name, self.port.has_desk()) else {
            let why = Message::new("error-mcp-no-tool").exact("name", &request.name);
            return Err(ErrorData::invalid_params(why.say(self.lang), None));
        };
        let result = match call(&self.port, tool, request.arguments.unwrap_or_default()).await {
            Ok(outcome) => self.result(&outcome),
            Err(why) => CallToolResult::error(vec![ContentBlock::text(why.say(self.lang))]),
        };
        Ok(result.into())
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let cursor = request.and_then(|request| request.cursor);
        resource::list(&self.port, cursor.as_deref(), self.lang).await.map_err(|why| self.refusal(&why))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let templates = if self.port.has_desk() { resource::templates() } else { Vec::new() };
        Ok(ListResourceTemplatesResult::with_all_items(templates))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let missing = |why: Message| ErrorData::resource_not_found(why.say(self.lang), None);
        match resource::read(&self.port, &request.uri).await {
            Ok(Some(read)) => Ok(read.into()),
            Ok(None) => Err(missing(Message::new("error-desk-not-found"))),
            Err(why) => Err(missing(why)),
        }
    }
}
