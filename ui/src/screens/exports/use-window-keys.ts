// The keys of an open export that work wherever the focus is.
import { useEffect, useRef } from "react";

interface WindowKeys {
  onGo: () => void;
  onSearch: () => void;
  onStep: (backwards: boolean) => void;
  onKeys: () => void;
}

export function useWindowKeys(keys: WindowKeys) {
  const now = useRef(keys);
  useEffect(() => {
    now.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      // A dialog is about something else.
      if (event.defaultPrevented || document.querySelector("[role=dialog],[role=alertdialog]")) return;
      const far = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      if (far && key === "g") now.current.onGo();
      else if (far && key === "f") now.current.onSearch();
      else if (event.key === "F8") now.current.onStep(event.shiftKey);
      else if (event.key === "F1") now.current.onKeys();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
