import { Label } from "react-aria-components/Label";
import { Radio, RadioGroup } from "react-aria-components/RadioGroup";
import { cx, Panel, plural } from "../../../components";
import beside from "../../../components/plan/beside.module.css";
import type { Failure, Interaction, Prompt } from "../../../host";
import { interactions, interactionWords } from "../words";
import { chainOf, fieldsOf } from "./draft";
import { FormFields } from "./form-fields";
import styles from "./rehearse.module.css";

interface InteractionPanelProps {
  prompt: Prompt;
  interaction: Interaction | null;
  form: Record<string, string>;
  error: Failure | undefined;
  onInteraction: (interaction: Interaction) => void;
  onForm: (form: Record<string, string>) => void;
}

/** What the subscriber does with the prompt, and what they fill in. */
export function InteractionPanel(props: InteractionPanelProps) {
  const { prompt, interaction, form, error, onInteraction, onForm } = props;
  const fields = fieldsOf(prompt);
  return (
    <>
      <Panel title="Interaction">
        <RadioGroup
          className={cx(beside.options)}
          value={interaction}
          onChange={(chosen) => onInteraction(chosen as Interaction)}
        >
          <Label className={cx(styles.hidden)}>What the subscriber does</Label>
          {interactions.map((each) => {
            const chain = chainOf(prompt, each);
            return (
              <Radio key={each} value={each} isDisabled={chain.length === 0} className={cx(beside.option)}>
                <span className={beside.dot} />
                <span className={styles.grow}>{interactionWords[each].name}</span>
                <span className={beside.quiet}>
                  {chain.length === 0 ? "empty: nothing happens" : plural(chain.length, "action")}
                </span>
              </Radio>
            );
          })}
        </RadioGroup>
      </Panel>
      {fields.length > 0 && (
        <Panel title="Form input">
          <FormFields fields={fields} values={form} error={error} onChange={onForm} />
        </Panel>
      )}
    </>
  );
}
