//! Two prompts to begin with, so that the screens of a sandbox app show something at the first start.

use super::kept;
use super::types::Prompt;
use crate::error::{Code, Error, Result};
use crate::operations::Call;

/// Keeps the examples, if the app has no prompt at all.
pub(in crate::operations) fn begin_with(call: &Call) -> Result<()> {
    let examples: Vec<Prompt> =
        serde_json::from_str(include_str!("examples.json")).map_err(|e| {
            Error::new(
                Code::Internal,
                format!("the example prompts cannot be read: {e}"),
            )
        })?;
    let at = call.workspace.now().to_string();
    call.workspace.store.write(|t| {
        let some: bool = t.query_row(
            "SELECT EXISTS (SELECT 1 FROM prompts WHERE app = ?1)",
            [&call.app],
            |r| r.get(0),
        )?;
        if !some {
            for prompt in &examples {
                kept::write(t, &call.app, prompt, &at)?;
            }
        }
        Ok(())
    })
}
