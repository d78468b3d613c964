import styles from "./frame.module.css";

/** The mark: four jacks and the cable that joins two of them. */
export function Brand() {
  return (
    <div className={styles.brand}>
      <svg width="24" height="24" viewBox="0 0 512 512" aria-hidden="true">
        <rect x="24" y="24" width="464" height="464" rx="104" fill="#26335a" />
        <g fill="#0d1326" stroke="#aebbe0" strokeWidth="26">
          <circle cx="358" cy="154" r="47" />
          <circle cx="154" cy="358" r="47" />
        </g>
        <g fill="#ffa645">
          <circle cx="154" cy="154" r="62" />
          <circle cx="358" cy="358" r="62" />
        </g>
        <path d="M154 154C154 330 358 182 358 358" fill="none" stroke="#ffa645" strokeWidth="50" />
        <g fill="#1a2340">
          <circle cx="154" cy="154" r="22" />
          <circle cx="358" cy="358" r="22" />
        </g>
      </svg>
      Patchbay
    </div>
  );
}
