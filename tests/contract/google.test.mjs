import { discovery } from "./discovery.mjs";
import { contract } from "./vendor.mjs";

const send = "/v1/projects/patchbay-demo/messages:send";

contract({
  id: "google",
  judge: discovery("google.json", "google-androidpublisher.json"),
  // Tokens are of another interface, which has no document.
  beyond: [/^POST \/token$/],
  runs: [
    ["send_test_push", 1001, { title: "Hello", body: "A contract" }, `post ${send}`],
    [
      "send_test_push",
      1001,
      {
        title: "Hello",
        body: "A contract",
        image: "https://img.example.com/a.png",
        data: '{"campaign":"winter"}',
        priority: "normal",
        ttl: "60",
        collapse_key: "contract",
      },
      `post ${send}`,
    ],
  ],
  // The plan is judged by Google itself: the same request, which delivers nothing.
  reads: ({ body }) => body.includes('"validateOnly":true'),
  undocumented: ["in_app_purchase"],
  wrong: {
    path: send,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message: { tokn: "x" } }),
  },
});
