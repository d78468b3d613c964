// Two prompts of which chains are in every state: rehearsed well and badly, before they changed, never; one is broken.
import type { PromptDetail } from "..";
import { before } from "./state";

export function promptsInTrouble(): PromptDetail[] {
  return [
    {
      revision: 4,
      findings: [],
      changed_at: before(60 * 26),
      rehearsed: {
        accept: { state: "as_it_is", rehearsal: "rehearsal-1", at: before(60 * 20), succeeded: true },
        decline: { state: "before", at: before(60 * 72) },
        dismiss: { state: "never" },
      },
      prompt: {
        id: "win-back",
        name: "Win back",
        kind: "overlay",
        segment: "Lapsing subscribers",
        form: [
          { key: "reason", label: "Why are you leaving?", kind: "text", required: false },
          { key: "email", label: "Where may we write to?", kind: "email", required: true },
        ],
        survey: { question: "What did you miss?", answers: ["Films", "Series", "Sports"] },
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
              does: { redirect: { url: "https://streamly.example/thanks?user=%trait.customer_id%" } },
              on_error: "continue",
            },
          ],
          decline: [
            {
              id: "a3",
              does: {
                action: {
                  connector: "chargify",
                  action: "cancel_subscription",
                  params: { when: "period_end" },
                },
              },
              only_if: { trait: "country", test: "is_not", value: "DE" },
              on_error: "stop",
            },
          ],
          dismiss: [
            {
              id: "a4",
              does: { action: { connector: "stripe", action: "pause_subscription", params: {} } },
              on_error: "stop",
            },
          ],
        },
      },
    },
    {
      revision: 1,
      findings: [],
      changed_at: before(60 * 24 * 9),
      rehearsed: {
        accept: { state: "as_it_is", rehearsal: "rehearsal-2", at: before(60 * 24 * 2), succeeded: false },
      },
      prompt: {
        id: "sports-pack",
        name: "Sports pack",
        kind: "inline",
        form: [],
        interactions: {
          accept: [
            {
              id: "a1",
              does: {
                action: { connector: "evergent", action: "add_order", params: { product: "sports-monthly" } },
              },
              on_error: "stop",
            },
          ],
        },
      },
    },
  ];
}
