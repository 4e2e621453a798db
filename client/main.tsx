import './app/styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Gate } from './app/gate.tsx';
import { Provider } from './app/provider.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root');

createRoot(root).render(
  <StrictMode>
    <Provider>
      <Gate />
    </Provider>
  </StrictMode>,
);
