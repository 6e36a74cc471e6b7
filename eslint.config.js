import js from '@eslint/js';
import globals from 'globals';

const rules = {
  eqeqeq: 'error',
  'no-var': 'error',
  'prefer-const': ['error', {destructuring: 'all'}],
  'no-shadow': 'error',
};

export default [
  js.configs.recommended,
  {
    files: ['textnn/ui/static/*.js'],
    languageOptions: {sourceType: 'script', globals: globals.browser},
    rules: {...rules, 'no-implicit-globals': 'error'},
  },
  {
    files: ['textnn/laboratory/static/*.js'],
    languageOptions: {sourceType: 'module', globals: globals.browser},
    rules,
  },
];
