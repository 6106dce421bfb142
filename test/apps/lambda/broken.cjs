throw new RangeError('This function does not load.');
