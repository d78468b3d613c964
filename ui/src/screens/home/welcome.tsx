import { useNavigate } from "@tanstack/react-router";
import { useExplore } from "../../app/explore";
import { Button } from "../../components/button";
import { Icon } from "../../components/icons";
import { useWhyNot } from "../../query";
import styles from "./home.module.css";

/** The first start: two ways in. */
export function Welcome() {
  const explore = useExplore();
  const navigate = useNavigate();
  const whyNot = useWhyNot("sandbox.explore");
  return (
    <div className={styles.welcome}>
      <h1>Welcome to Patchbay</h1>
      <p className={styles.intro}>
        Configure your subscription connectors, test an action against one user, and look into the exports
        that feed your audiences. Nothing is sent that you have not seen before.
      </p>
      <div className={styles.ways}>
        <section className={styles.way}>
          <Icon name="box" size={26} className={styles.wayIcon} />
          <h2>Look around first</h2>
          <p>
            A simulator of the vendors, on this machine. Connectors, a catalogue, test users and an export are
            set up for you. No account is needed, and nothing reaches a vendor.
          </p>
          <Button variant="primary" icon="play" onPress={explore} whyNot={whyNot}>
            Explore with the sandbox
          </Button>
        </section>
        <section className={styles.way}>
          <Icon name="plug" size={26} className={styles.wayIcon} />
          <h2>Start with your own account</h2>
          <p>
            Enter a vendor's settings. Secrets go into this machine's keychain and cannot be read back. A
            check then tells what is proven.
          </p>
          <Button icon="arrow-right" onPress={() => void navigate({ to: "/connectors" })}>
            Configure a connector
          </Button>
        </section>
      </div>
    </div>
  );
}
