package pool

import (
	"errors"
	"fmt"
	"sync"
)

var (
	registryMu sync.RWMutex
	registry   = map[string]*calling{} // guarded by registryMu
)

func mustBeFunc(name string, isNil bool) {
	if name == "" {
		panic("pool: a function is registered without a name, by which workers would know it")
	}
	if isNil {
		panic(fmt.Sprintf("pool: function %q is nil", name))
	}
}

// register takes pointers to slices of results and of arguments, for their types.
func register(c *calling, result any, params ...any) *calling {
	c.result, c.first = kindOf(result), kindOf(params[0])
	if c.two = len(params) == 2; c.two {
		c.second = kindOf(params[1])
	}
	registryMu.Lock()
	defer registryMu.Unlock()
	if registry[c.name] != nil {
		panic(fmt.Sprintf("pool: function %q is registered twice, give one another name", c.name))
	}
	registry[c.name] = c
	return c
}

func lookup(name string) (*calling, error) {
	registryMu.RLock()
	defer registryMu.RUnlock()
	if c := registry[name]; c != nil {
		return c, nil
	}
	return nil, fmt.Errorf("pool: function %q is not registered in the worker, register it in a package variable", name)
}

var errZeroFunction = errors.New("pool: the function is a zero value, make it with pool.Func or its kin")
