export { ActionBadges } from "./action-badges";
export { Badge, EnvironmentBadge, environmentWords, StatusBadge, type Tone } from "./badge";
export { Button, IconButton } from "./button";
export { CodeBlock, CopyButton } from "./code-block";
export { ConfirmDialog } from "./confirm-dialog";
export { cx } from "./cx";
export { type Column, DataTable } from "./data-table";
export { Dialog } from "./dialog";
export { EmptyState, Loading } from "./empty-state";
export { ErrorNote, Note } from "./error-note";
export { Facts } from "./facts";
export {
  Checkbox,
  NumberField,
  SearchField,
  Select,
  Switch,
  TextField,
} from "./field";
export { bytes, count, dateTime, failureText, plural, sentence, words } from "./format";
export { Icon, type IconName } from "./icons";
export { LeaveGuard } from "./leave-guard";
export { type Command, MenuButton } from "./menu-button";
export { Panel, Screen } from "./panel";
export { Progress } from "./progress";
export { RelativeTime } from "./relative-time";
export { Row, Rows } from "./rows";
export { isAmiss, LastDone, ScheduleBadge, scheduleLink, scheduleTitle } from "./schedule";
export { Segments } from "./segments";
export { toast } from "./toast";
