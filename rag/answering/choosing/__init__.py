"""Which of the possible answers is the best one."""
