import { Dialog } from "../../../components";
import styles from "./grid.module.css";

const keys: [string, string][] = [
  ["Arrows, Page Up, Page Down", "move"],
  ["Home, End", "first, last column"],
  ["Ctrl Home, Ctrl End", "first, last cell of the file"],
  ["Ctrl with an arrow", "to the edge"],
  ["Shift with any of these", "select"],
  ["Shift Space, Ctrl Space, Ctrl A", "select the record, the column, everything"],
  ["Ctrl C, Ctrl Shift C", "copy; with the columns' names"],
  ["Enter", "show the whole cell"],
  ["F8, Shift F8", "next, previous issue"],
  ["Ctrl G", "go to a record"],
  ["Ctrl F", "search"],
  ["Alt ← →", "make the column narrower, wider"],
  ["Alt ↓", "menu of the column"],
  ["F1", "this list"],
];

/** The keys of the grid. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys of the grid" isOpen onClose={onClose}>
      <table className={styles.keys}>
        <tbody>
          {keys.map(([key, what]) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
