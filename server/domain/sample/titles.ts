import type { Random } from './random.ts';

/** Titles read "<method> of <subject> <condition>": subjects and conditions by area of research. */
const research: Record<string, { subjects: string[]; conditions: string[] }> = {
  'Structural Biology': {
    subjects: [
      'a bacterial ABC transporter',
      'the human mitochondrial ribosome-recycling factor',
      'plant photoreceptor complexes',
      'an archaeal CRISPR effector',
      'a viral capsid assembly intermediate',
      'glycoside hydrolases from the gut microbiome',
    ],
    conditions: [
      'bound to their natural ligands',
      'at near-physiological temperature',
      'along the catalytic cycle',
      'in lipid nanodiscs',
    ],
  },
  'Drug Discovery': {
    subjects: [
      'SARS-CoV-2 main protease inhibitors',
      'KRAS G12D with covalent fragments',
      'a malarial kinase and lead compounds',
      'beta-lactamases of resistant Klebsiella',
      'nanobodies against influenza haemagglutinin',
    ],
    conditions: [
      'for structure-based optimisation',
      'from a 400-compound fragment library',
      'to explain loss of potency in mutants',
    ],
  },
  'Energy Materials': {
    subjects: [
      'nickel-rich layered cathodes',
      'sulfide solid electrolytes',
      'tin-lead perovskite absorbers',
      'iron-based redox-flow electrolytes',
      'sodium-ion hard carbon anodes',
      'thermoelectric half-Heusler alloys',
    ],
    conditions: [
      'during fast charging',
      'under realistic stack pressure',
      'after 500 cycles at elevated temperature',
      'in the presence of moisture',
    ],
  },
  Catalysis: {
    subjects: [
      'single-atom copper sites',
      'Ni-Fe oxyhydroxides',
      'bimetallic Pt-Sn nanoparticles',
      'zeolite-encapsulated cobalt clusters',
      'molybdenum carbide surfaces',
    ],
    conditions: [
      'during electrochemical reduction of carbon dioxide',
      'under alkaline water oxidation',
      'in propane dehydrogenation',
      'while ammonia is decomposed',
    ],
  },
  'Environmental Science': {
    subjects: [
      'arsenic in mine tailings',
      'selenium in wetland sediments',
      'uranium sorbed to iron oxides',
      'phosphorus in biochar-amended soils',
      'microplastics in lake ice',
    ],
    conditions: [
      'across redox fronts',
      'through freeze and thaw',
      'after four years of remediation',
      'at environmental concentrations',
    ],
  },
  'Soft Matter': {
    subjects: [
      'block copolymer micelles',
      'conjugated polymer blends',
      'lipid bilayers with antimicrobial peptides',
      'colloidal gels',
      'milk protein foams',
    ],
    conditions: ['under shear', 'during solvent annealing', 'on drying', 'near the glass transition'],
  },
  'Quantum Materials': {
    subjects: [
      'kagome superconductors',
      'twisted bilayer dichalcogenides',
      'magnetic Weyl semimetals',
      'infinite-layer nickelates',
      'iridate thin films',
    ],
    conditions: ['across the charge-density-wave transition', 'under uniaxial strain', 'down to 10 K'],
  },
  'Biomedical Imaging': {
    subjects: [
      'airways in a mouse model of asthma',
      'bone around 3D-printed implants',
      'amyloid plaques',
      'cartilage in early osteoarthritis',
      'microvasculature of the kidney',
    ],
    conditions: ['at cellular resolution', 'before and after treatment', 'without contrast agents'],
  },
  'Plant and Food Science': {
    subjects: [
      'wheat heads infected with Fusarium',
      'zinc in biofortified lentils',
      'canola roots',
      'starch granules in heat-stressed barley',
    ],
    conditions: ['under drought', 'through grain filling', 'in resistant and susceptible lines'],
  },
  'Cultural Heritage': {
    subjects: [
      'pigments in nineteenth-century maps',
      'corrosion layers on bronze-age blades',
      'inks of palimpsests',
      'glass beads of the fur trade',
    ],
    conditions: ['to establish their provenance', 'before conservation', 'without sampling'],
  },
};

export const areaNames = Object.keys(research);

/** A title for a proposal in an area, with a method of the technique it asks for. */
export function proposalTitle(random: Random, method: string, area: string): string {
  const { subjects, conditions } = research[area]!;
  return `${method} of ${random.pick(subjects)} ${random.pick(conditions)}`;
}

/** Hazards by what samples are; most have none. */
export const sampleKinds: { name: string; hazards: string[] }[] = [
  { name: 'Protein crystals in loops', hazards: [] },
  { name: 'Pouch cell with organic electrolyte', hazards: ['flammable'] },
  { name: 'Pressed powder pellet', hazards: [] },
  { name: 'Capillary with nickel catalyst', hazards: ['toxic', 'carcinogenic'] },
  { name: 'Soil core, sealed', hazards: ['biological, group 1'] },
  { name: 'Thin film on silicon', hazards: [] },
  { name: 'Fixed tissue in ethanol', hazards: ['flammable', 'biological, group 2'] },
  { name: 'Polymer solution in toluene', hazards: ['flammable'] },
];

export const remarks = {
  TECHNICAL: [
    'Feasible with the standard set-up; bring spare sample holders.',
    'The flux estimate is realistic. Four hours for alignment should be added.',
    'The furnace must be booked with the beamline scientist.',
    'Concentrations are near the detection limit; a test in a rapid access slot would help.',
    '',
  ],
  POOR_TECHNICAL: [
    'The requested energy cannot be reached at this beamline.',
    'The cell is not compatible with the sample stage, and no drawings were supplied.',
  ],
  SCIENTIFIC: [
    'A clear question, and the method fits it.',
    'Strong preliminary data from the home laboratory.',
    'The team has published well from earlier beam time.',
    'The number of samples could be reduced without loss.',
    '',
  ],
  POOR_SCIENTIFIC: [
    'The hypothesis is not stated, and controls are missing.',
    'It is not explained why a laboratory source would not do.',
  ],
  OTHER: ['', 'No objection.', 'Standard controls are sufficient.'],
} as const;
