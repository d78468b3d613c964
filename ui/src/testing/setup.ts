import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";

// happy-dom lays nothing out: give what scrolls a size, so that virtual lists have rows.
Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, get: () => 600 });
Object.defineProperty(HTMLElement.prototype, "offsetWidth", { configurable: true, get: () => 800 });

beforeEach(() => localStorage.clear());
afterEach(cleanup);
