import { Button, Icon } from "../../components";
import beside from "../../components/plan/beside.module.css";
import { useWhyNot } from "../../query";

interface PlanButtonProps {
  /** What is still missing, in a sentence. */
  whyNot: string | undefined;
  isPending: boolean;
  again: boolean;
  onPress: () => void;
}

/** Always in sight under the form. Says what is missing rather than waiting to be pressed in vain. */
export function PlanButton({ whyNot, isPending, again, onPress }: PlanButtonProps) {
  const forbidden = useWhyNot("actions.plan");
  const reason = forbidden ?? whyNot;
  return (
    <div className={beside.planBar}>
      <Button
        variant={again ? "secondary" : "primary"}
        icon="list"
        whyNot={reason}
        isDisabled={isPending}
        onPress={onPress}
      >
        {again ? "Plan again" : "Plan"}
      </Button>
      <span className={beside.quiet}>
        {reason ?? (
          <>
            <Icon name="info" size={13} /> Looks things up at the vendor; changes nothing.
          </>
        )}
      </span>
    </div>
  );
}
