import { contract } from "./vendor.mjs";

// The sandbox's key and ids are constants that guard nothing.
const authorization = "Bearer patchbay-sandbox-sendgrid-key";
const template_id = "d-5a9b1c0de2f34a6789b0c1d2e3f40516";
const list_id = "ca1d6a2c-0b8e-4f3d-9d83-1a2b3c4d5e6f";

contract({
  id: "sendgrid",
  document: "sendgrid-prism.yaml",
  // Of sending, the document knows the sandbox mode, but not the 200 that SendGrid's pages give as its answer.
  mend: (text) => text.replace(/('202':\n {10}description: queued)/, "'200':\n          description: judged\n        $1"),
  // Every action, in each of the ways that its parameters make it take.
  runs: [
    ["send_email", 1001, { template_id }, "post /v3/mail/send"],
    [
      "send_email",
      1002,
      { template_id, to: "somebody.else@example.com", data: '{"first_name":"Ana","offer":{"percent":20}}' },
      "post /v3/mail/send",
    ],
    ["add_to_list", 1001, { list_id }, "put /v3/marketing/contacts"],
    ["add_to_list", 1012, { list_id }, "put /v3/marketing/contacts"],
  ],
  // An e-mail is judged before it is sent, by the same request in sandbox mode.
  reads: ({ body }) => body.includes('"sandbox_mode":{"enable":true}'),
  refused: [["add_to_list", 1002, { list_id: "00000000-0000-4000-8000-000000000000" }]],
  wrong: {
    path: "/v3/mail/send",
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({ personalizations: [], template_id }),
  },
  examples: { verdict: "proven", unproven: [] },
  refusals: [400, 401, 403, 413].map((status) => ["add_to_list", 1003, { list_id }, /^PUT .*\/contacts$/, status]),
});
