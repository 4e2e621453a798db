import type { FacilityKind, FacilityState } from '../facilities/facility.entity.ts';

/** A node of the sample facility's tree. */
export interface SamplePlace {
  acronym: string;
  name: string;
  kind: FacilityKind;
  /** Acronym of the node above; null at the top. */
  parent: string | null;
  flexSchedule?: boolean;
  shiftSizeHours?: 4 | 8;
  signOffHours?: number;
  state?: FacilityState;
}

/** Parents before their children. */
export const places: SamplePlace[] = [
  { acronym: 'LIFE', name: 'Life Sciences', kind: 'DEPARTMENT', parent: null },
  { acronym: 'MATS', name: 'Materials and Chemistry', kind: 'DEPARTMENT', parent: null },
  { acronym: 'PHYS', name: 'Spectroscopy and Imaging', kind: 'DEPARTMENT', parent: null },
  { acronym: 'S05', name: 'Sector 5', kind: 'SECTOR', parent: 'LIFE' },
  { acronym: 'S06', name: 'Sector 6', kind: 'SECTOR', parent: 'MATS' },
  { acronym: 'S08', name: 'Sector 8', kind: 'SECTOR', parent: 'MATS' },
  { acronym: 'S10', name: 'Sector 10', kind: 'SECTOR', parent: 'PHYS' },
  beamline('MX-ID', 'Macromolecular Crystallography, Insertion Device', 'S05', { flexSchedule: true }),
  beamline('MX-BM', 'Macromolecular Crystallography, Bending Magnet', 'S05', { flexSchedule: true }),
  beamline('SAXS', 'Small-Angle Scattering', 'S05'),
  beamline('PXRD', 'Powder Diffraction', 'S06', { shiftSizeHours: 4 }),
  beamline('XAS', 'X-ray Absorption Spectroscopy', 'S06'),
  beamline('XFM', 'X-ray Fluorescence Microprobe', 'S08'),
  beamline('TOMO', 'Biomedical and Materials Imaging', 'S08', { signOffHours: 24 }),
  beamline('ARPES', 'Quantum Materials Spectroscopy', 'S10'),
  beamline('STXM', 'Soft X-ray Microscopy', 'S10'),
  beamline('MIR', 'Mid-Infrared Microscopy', 'S10', { shiftSizeHours: 4 }),
  beamline('VUV', 'Vacuum Ultraviolet', 'S10', { state: 'DECOMMISSIONED' }),
  {
    acronym: 'TOMO-HT',
    name: 'High-Throughput Tomography Station',
    kind: 'INSTRUMENT',
    parent: 'TOMO',
    shiftSizeHours: 4,
  },
  { acronym: 'XPS-LAB', name: 'Laboratory Photoelectron Spectrometer', kind: 'INSTRUMENT', parent: 'PHYS' },
  {
    acronym: 'CRYO',
    name: 'Cryo-Electron Microscope',
    kind: 'INSTRUMENT',
    parent: 'LIFE',
    flexSchedule: true,
    state: 'COMMISSIONING',
  },
];

function beamline(
  acronym: string,
  name: string,
  parent: string,
  rest: Partial<SamplePlace> = {},
): SamplePlace {
  return { acronym, name, kind: 'BEAMLINE', parent, ...rest };
}

/** Ways to use beam time: who offers them, in which areas they are asked for, and what titles call them. */
export const techniques: { name: string; at: string[]; areas: string[]; methods: string[] }[] = [
  {
    name: 'Macromolecular Crystallography',
    at: ['MX-ID', 'MX-BM'],
    areas: ['Structural Biology', 'Drug Discovery'],
    methods: ['Crystal structures', 'High-resolution diffraction'],
  },
  {
    name: 'Serial Crystallography',
    at: ['MX-ID'],
    areas: ['Structural Biology'],
    methods: ['Time-resolved serial crystallography'],
  },
  {
    name: 'Small-Angle X-ray Scattering',
    at: ['SAXS'],
    areas: ['Soft Matter', 'Structural Biology'],
    methods: ['Small-angle scattering', 'Solution structures'],
  },
  {
    name: 'Powder Diffraction',
    at: ['PXRD'],
    areas: ['Energy Materials', 'Catalysis'],
    methods: ['Operando powder diffraction', 'Phase evolution'],
  },
  {
    name: 'Total Scattering',
    at: ['PXRD'],
    areas: ['Energy Materials', 'Catalysis'],
    methods: ['Pair distribution functions'],
  },
  {
    name: 'X-ray Absorption Spectroscopy',
    at: ['XAS', 'XFM'],
    areas: ['Catalysis', 'Environmental Science', 'Energy Materials'],
    methods: ['Operando absorption spectroscopy', 'Local structure and oxidation state'],
  },
  {
    name: 'X-ray Fluorescence Imaging',
    at: ['XFM'],
    areas: ['Environmental Science', 'Cultural Heritage', 'Plant and Food Science'],
    methods: ['Elemental mapping', 'Micro-fluorescence imaging'],
  },
  {
    name: 'Micro-Tomography',
    at: ['TOMO', 'TOMO-HT'],
    areas: ['Biomedical Imaging', 'Cultural Heritage', 'Plant and Food Science'],
    methods: ['Micro-tomography', 'Three-dimensional imaging'],
  },
  {
    name: 'Phase-Contrast Imaging',
    at: ['TOMO'],
    areas: ['Biomedical Imaging'],
    methods: ['In-line phase-contrast imaging'],
  },
  {
    name: 'Angle-Resolved Photoemission',
    at: ['ARPES'],
    areas: ['Quantum Materials'],
    methods: ['Electronic structure', 'Spin-resolved photoemission'],
  },
  {
    name: 'Photoelectron Spectroscopy',
    at: ['XPS-LAB', 'ARPES'],
    areas: ['Catalysis', 'Quantum Materials'],
    methods: ['Surface composition', 'Depth-resolved photoelectron spectroscopy'],
  },
  {
    name: 'Scanning Transmission X-ray Microscopy',
    at: ['STXM'],
    areas: ['Environmental Science', 'Soft Matter', 'Energy Materials'],
    methods: ['Nanoscale chemical mapping', 'Spectromicroscopy'],
  },
  {
    name: 'Infrared Microspectroscopy',
    at: ['MIR'],
    areas: ['Biomedical Imaging', 'Plant and Food Science', 'Cultural Heritage'],
    methods: ['Infrared imaging', 'Chemical contrast'],
  },
  {
    name: 'Cryo-Electron Microscopy',
    at: ['CRYO'],
    areas: ['Structural Biology', 'Drug Discovery'],
    methods: ['Single-particle reconstruction'],
  },
];
