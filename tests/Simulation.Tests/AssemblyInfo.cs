// The simulation takes a whole processor; silos that answer within deadlines must not compete with it.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
