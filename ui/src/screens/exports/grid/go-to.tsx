import { useState } from "react";
import { Button, count, Dialog, TextField } from "../../../components";

interface GoToProps {
  /** How many there are, if they were counted. */
  rows: number | undefined;
  onGo: (record: number) => void;
  onClose: () => void;
}

/** Jumps to a record by its number. */
export function GoTo({ rows, onGo, onClose }: GoToProps) {
  const [text, setText] = useState("");
  const digits = text.replace(/[,_\s]/g, "");
  const record = /^\d+$/.test(digits) ? Number(digits) : undefined;
  const beyond = record !== undefined && rows !== undefined && record >= rows;
  const wrong =
    text === "" || (record !== undefined && !beyond)
      ? undefined
      : beyond
        ? `The last record is ${count(Math.max(0, rows - 1))}`
        : "A record's number has digits alone";
  const go = () => {
    if (record !== undefined && !beyond) onGo(record);
  };
  return (
    <Dialog
      title="Go to record"
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" isDisabled={record === undefined || beyond} onPress={go}>
            Go
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <TextField
          label="Record"
          value={text}
          onChange={setText}
          error={wrong}
          help={`Numbered from 0, the first after the header${rows ? `, to ${count(rows - 1)}` : ""}. Issues and the command line count alike.`}
          mono
          autoFocus
        />
      </form>
    </Dialog>
  );
}
