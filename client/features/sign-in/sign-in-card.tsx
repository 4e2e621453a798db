import type { ReactNode } from 'react';
import classes from './sign-in.module.css';

/** The one card of a page outside the console. */
export function SignInCard({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={classes.page}>
      <p className={classes.product}>USO Background Tasks</p>
      <div className={classes.card}>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
