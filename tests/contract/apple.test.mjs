import { contract } from "./vendor.mjs";

// The document is App Store Connect's alone: pushes go to APNs, which has none, and purchases send nothing.
contract({
  id: "apple",
  document: "apple.json",
  settings: (url) => ({ asc_url: url }),
  runs: [],
  undocumented: ["in_app_purchase", "send_test_push"],
  wrong: { path: "/v1/apps?limit=201" },
});
