// What index.html gets when the page is built: the frame, drawn by its own component, until React takes its place.
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { createServer, type Plugin } from "vite";
import type * as Drawn from "./src/app/frame-at-start";

export function drawFrame(): Plugin {
  return {
    name: "draw-frame",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      async handler(html, { bundle = {} }) {
        const frame = await draw();
        const styles = Object.values(bundle).find(({ fileName }) => fileName.endsWith(".css"));
        const css = styles?.type === "asset" ? String(styles.source) : "";
        for (const [, names = ""] of frame.matchAll(/class="([^"]*)"/g)) {
          for (const name of names.split(" "))
            if (!css.includes(`.${name}`)) this.error(`no style is called ${name}`);
        }
        return html.replace('<div id="root"></div>', `<div id="root">${frame}</div>`);
      },
    },
  };
}

async function draw(): Promise<string> {
  const server = await createServer({
    configFile: false,
    root: import.meta.dirname,
    appType: "custom",
    logLevel: "error",
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    const { FrameAtStart } = (await server.ssrLoadModule("/src/app/frame-at-start.tsx")) as typeof Drawn;
    return renderToStaticMarkup(createElement(FrameAtStart));
  } finally {
    await server.close();
  }
}
