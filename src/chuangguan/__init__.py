"""chuangguan 闯关: the engine of knowledge campaigns: verifiable draws, server-true timing, provable closings."""
