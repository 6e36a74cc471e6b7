import js from '@eslint/js';
import globals from 'globals';

export default [
  js.configs.recommended,
  {
    files: ['textnn/ui/static/*.js'],
    languageOptions: {sourceType: 'script', globals: globals.browser},
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': ['error', {destructuring: 'all'}],
      'no-shadow': 'error',
      'no-implicit-globals': 'error',
    },
  },
];
