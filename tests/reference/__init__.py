"""Cases with known answers, translated into scenarios and reproduced through the public door."""
