// Two prompts: one that keeps subscribers who want to leave, over two vendors, and one that asks with a form.
import type { PromptDetail } from "..";

export function examplePrompts(): PromptDetail[] {
  return [
    {
      prompt: {
        id: "win-back",
        name: "Win back",
        kind: "overlay",
        segment: "about-to-leave",
        form: [],
        interactions: {
          accept: [
            {
              id: "a1",
              does: {
                action: { connector: "chargify", action: "apply_coupon", params: { coupon: "SAVE10" } },
              },
              on_error: "stop",
            },
            {
              id: "a2",
              does: {
                action: {
                  connector: "chargify",
                  action: "change_product",
                  params: { product: "gold-yearly" },
                },
              },
              only_if: { trait: "package", test: "is", value: "Gold monthly" },
              on_error: "continue",
            },
            {
              id: "a3",
              does: { redirect: { url: "https://streamly.example/welcome?user=%trait.customer_id%" } },
              on_error: "continue",
            },
          ],
          decline: [
            {
              id: "a4",
              does: {
                action: {
                  connector: "chargify",
                  action: "cancel_subscription",
                  params: { when: "period_end" },
                },
              },
              on_error: "stop",
            },
            {
              id: "a5",
              does: {
                action: { connector: "chargify", action: "apply_coupon", params: { coupon: "SAVE25" } },
              },
              on_error: "stop",
            },
            {
              id: "a6",
              does: { action: { connector: "evergent", action: "remove_order", params: {} } },
              on_error: "continue",
            },
          ],
        },
      },
      revision: 3,
      changed_at: "2026-11-20T10:00:00Z",
      findings: [],
      rehearsed: {},
    },
    {
      prompt: {
        id: "pause-instead",
        name: "Pause instead",
        kind: "interstitial",
        form: [
          { key: "email", label: "Where to write to", kind: "email", required: true },
          { key: "resume", label: "Come back on", kind: "text", required: false },
          { key: "months", label: "Months", kind: "choice", required: false, choices: ["1", "2", "3"] },
          { key: "agree", label: "I know that it goes on by itself", kind: "checkbox", required: false },
        ],
        survey: { question: "Why do you pause?", answers: ["Too expensive", "No time", "Something else"] },
        interactions: {
          accept: [
            {
              id: "a1",
              does: {
                action: {
                  connector: "chargify",
                  action: "pause_subscription",
                  params: { resume_at: "%form.resume%" },
                },
              },
              on_error: "stop",
            },
          ],
        },
      },
      revision: 1,
      changed_at: "2026-11-19T10:00:00Z",
      findings: [],
      rehearsed: {},
    },
  ];
}
